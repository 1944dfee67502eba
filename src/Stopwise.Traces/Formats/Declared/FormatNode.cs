using System.Diagnostics.CodeAnalysis;
using Stopwise.Exits;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using Scalar = YamlDotNet.Core.Events.Scalar;

namespace Stopwise.Traces.Formats.Declared;

/// <summary>A piece of a format file with the line it stands in: a text, a list, or fields with names.</summary>
/// <remarks>
/// Only plain YAML is taken: no anchors, aliases, tags or second documents, and bounded in size and depth, so that no file can
/// grow while it is read.
/// </remarks>
internal sealed class FormatNode
{
    /// <summary>The largest format file, in characters.</summary>
    public const int MostCharacters = 128 * 1024;

    private const int DeepestNesting = 8;
    private const int MostNodes = 4_000;

    private FormatNode(long line) => Line = line;

    public long Line { get; }

    /// <summary>The text of a scalar; null for lists and maps.</summary>
    public string? Text { get; private init; }

    public IReadOnlyList<FormatNode>? Items { get; private init; }

    public IReadOnlyList<(string Name, FormatNode Value)>? Fields { get; private init; }

    /// <summary>Reads a file.</summary>
    /// <param name="file">How messages name it.</param>
    /// <param name="yaml">Its text.</param>
    /// <exception cref="StopwiseException">It is no plain YAML; the message names file, line and remedy.</exception>
    public static FormatNode Parse(string file, string yaml)
    {
        if (yaml.Length > MostCharacters)
        {
            throw Problem(file, 1, $"A format file has at most {MostCharacters:n0} characters.");
        }

        try
        {
            return new Reading(file, yaml).Document();
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
        private readonly Parser _parser;
        private int _nodes;

        public Reading(string file, string yaml)
        {
            _file = file;
            // The scanner keeps whole scalars and the parser a stack: a deep line of brackets must not get that far.
            RefuseDeep(yaml);
            _parser = new Parser(new StringReader(yaml));
        }

        public FormatNode Document()
        {
            Next<StreamStart>();
            if (Peek() is StreamEnd)
            {
                Refuse(1, "The file is empty: begin with 'format: 1'.");
            }

            Next<DocumentStart>();
            var root = Node(depth: 0);
            Next<DocumentEnd>();
            if (Peek() is not StreamEnd)
            {
                Refuse(_parser.Current!.Start.Line, "A second document begins here; write one format a file.");
            }

            return root;
        }

        private FormatNode Node(int depth)
        {
            var at = Peek()!;
            var line = at.Start.Line;
            if (++_nodes > MostNodes || depth > DeepestNesting)
            {
                Refuse(line, "The file is larger or deeper than any format needs; shorten it.");
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
                Scalar scalar => new FormatNode(line) { Text = scalar.Value },
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
                    fields.Add((text, Node(depth + 1)));
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
                    Refuse(line, "Brackets are nested deeper than any format needs.");
                }
            }
        }

        [DoesNotReturn]
        private void Refuse(long line, string what) => throw Problem(_file, line, what);
    }
}
