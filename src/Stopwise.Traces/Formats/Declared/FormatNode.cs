using System.Diagnostics.CodeAnalysis;
using Stopwise.Exits;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using Scalar = YamlDotNet.Core.Events.Scalar;

namespace Stopwise.Traces.Formats.Declared;

/// <summary>A piece of a YAML file with the line it stands in: a text, a list, or fields with names.</summary>
/// <remarks>
/// Only plain YAML is taken: no anchors, aliases, tags or second documents, and bounded in size and depth, so that no file can
/// grow while it is read.
/// </remarks>
internal sealed class FormatNode
{
    private FormatNode(long line) => Line = line;

    public long Line { get; }

    /// <summary>The line of the name, where it is the value of a field; else <see cref="Line"/>.</summary>
    public long NameLine
    {
        get => field == 0 ? Line : field;
        private set;
    }

    /// <summary>The text of a scalar; null for lists and maps.</summary>
    public string? Text { get; private init; }

    /// <summary>Whether a scalar stands without quotes and so may mean a number, a truth value or nothing.</summary>
    public bool IsPlain { get; private init; }

    public IReadOnlyList<FormatNode>? Items { get; private init; }

    public IReadOnlyList<(string Name, FormatNode Value)>? Fields { get; private init; }

    /// <summary>Reads a file.</summary>
    /// <param name="file">How messages name it.</param>
    /// <param name="yaml">Its text.</param>
    /// <param name="limits">What sort of file it is, and how large it may be; null for a format file.</param>
    /// <exception cref="StopwiseException">It is no plain YAML; the message names file, line and remedy.</exception>
    public static FormatNode Parse(string file, string yaml, YamlLimits? limits = null)
    {
        limits ??= YamlLimits.Format;
        if (yaml.Length > limits.MostCharacters)
        {
            throw Problem(file, 1, $"A {limits.Kind} file has at most {limits.MostCharacters:n0} characters.");
        }

        try
        {
            return new Reading(file, yaml, limits).Document();
        }
        catch (YamlException e)
        {
            throw Problem(file, e.Start.Line, $"This is no YAML: {e.Message.TrimEnd('.')}.");
        }
        // The scanner has states of its own that some broken files bring it into.
        catch (Exception e)
            when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            throw Problem(file, 1, "This is no YAML: quotes or brackets in it do not match.");
        }
    }

    public static StopwiseException Problem(string file, long line, string what) => new($"{file}:{line}: {what}");

    private sealed class Reading
    {
        private readonly string _file;
        private readonly YamlLimits _limits;
        private readonly Parser _parser;
        private int _nodes;

        public Reading(string file, string yaml, YamlLimits limits)
        {
            (_file, _limits) = (file, limits);
            // The scanner keeps whole scalars and the parser a stack: a deep line of brackets must not get that far.
            RefuseDeep(yaml);
            _parser = new Parser(new StringReader(yaml));
        }

        public FormatNode Document()
        {
            Next<StreamStart>();
            if (Peek() is StreamEnd)
            {
                Refuse(1, $"The file is empty: begin with '{_limits.Begin}'.");
            }

            Next<DocumentStart>();
            var root = Node(depth: 0);
            Next<DocumentEnd>();
            if (Peek() is not StreamEnd)
            {
                Refuse(_parser.Current!.Start.Line, $"A second document begins here; write one {_limits.Kind} a file.");
            }

            return root;
        }

        private FormatNode Node(int depth)
        {
            var at = Peek()!;
            var line = at.Start.Line;
            if (++_nodes > _limits.MostNodes || depth > _limits.DeepestNesting)
            {
                Refuse(line, $"The file is larger or deeper than any {_limits.Kind} needs; shorten it.");
            }

            if (at is AnchorAlias || at is NodeEvent { Anchor.IsEmpty: false })
            {
                Refuse(line, "Anchors and aliases are not read; write the value out.");
            }

            if (at is NodeEvent { Tag.IsEmpty: false })
            {
                Refuse(line, "Tags are not read; leave out what begins with '!'.");
            }

            _parser.MoveNext();
            return at switch
            {
                Scalar scalar => new FormatNode(line)
                {
                    Text = scalar.Value,
                    IsPlain = scalar.Style == YamlDotNet.Core.ScalarStyle.Plain,
                },
                SequenceStart => new FormatNode(line) { Items = [.. List(depth)] },
                MappingStart => new FormatNode(line) { Fields = Map(depth) },
                _ => throw Problem(_file, line, "A value is expected here."),
            };
        }

        private IEnumerable<FormatNode> List(int depth)
        {
            while (Peek() is not SequenceEnd)
            {
                yield return Node(depth + 1);
            }

            _parser.MoveNext();
        }

        private List<(string, FormatNode)> Map(int depth)
        {
            var fields = new List<(string Name, FormatNode)>();
            while (Peek() is not MappingEnd)
            {
                var name = Node(depth + 1);
                if (name.Text is not { } text)
                {
                    Refuse(name.Line, "A name is expected here, not a list or a map.");
                }
                else if (fields.Exists(f => f.Name == text))
                {
                    Refuse(name.Line, $"'{text}' is given twice; keep one.");
                }
                else
                {
                    var value = Node(depth + 1);
                    value.NameLine = name.Line;
                    fields.Add((text, value));
                }
            }

            _parser.MoveNext();
            return fields;
        }

        private ParsingEvent? Peek()
        {
            if (_parser.Current is null)
            {
                _parser.MoveNext();
            }

            return _parser.Current;
        }

        private void Next<T>()
            where T : ParsingEvent
        {
            if (Peek() is not T)
            {
                Refuse(_parser.Current?.Start.Line ?? 1, "The YAML is broken here.");
            }

            _parser.MoveNext();
        }

        private void RefuseDeep(string yaml)
        {
            var depth = 0;
            var line = 1;
            foreach (var c in yaml)
            {
                line += c == '\n' ? 1 : 0;
                depth += c is '[' or '{' ? 1 : 0;
                depth -= c is ']' or '}' ? 1 : 0;
                if (depth > 64)
                {
                    Refuse(line, $"Brackets are nested deeper than any {_limits.Kind} needs.");
                }
            }
        }

        [DoesNotReturn]
        private void Refuse(long line, string what) => throw Problem(_file, line, what);
    }
}

/// <summary>What a reader of plain YAML takes at most.</summary>
/// <param name="Kind">How messages name the sort of file.</param>
/// <param name="Begin">How such a file begins.</param>
/// <param name="MostCharacters">The largest file.</param>
/// <param name="DeepestNesting">Lists and maps inside each other.</param>
/// <param name="MostNodes">Scalars, lists and maps together.</param>
internal sealed record YamlLimits(string Kind, string Begin, int MostCharacters, int DeepestNesting, int MostNodes)
{
    public static YamlLimits Format { get; } = new("format", "format: 1", 128 * 1024, 8, 4_000);
}
