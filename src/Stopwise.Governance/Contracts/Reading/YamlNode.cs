using System.Diagnostics.CodeAnalysis;
using Stopwise.Exits;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using Scalar = YamlDotNet.Core.Events.Scalar;

namespace Stopwise.Governance.Contracts.Reading;

/// <summary>A named piece of a contract file.</summary>
/// <param name="Name">The name.</param>
/// <param name="Line">The line of the name.</param>
/// <param name="Value">What it is.</param>
internal readonly record struct YamlField(string Name, long Line, YamlNode Value);

/// <summary>A piece of a contract file with the line it stands in: a text, a list, or fields with names.</summary>
/// <remarks>
/// Only plain YAML is taken: no anchors, aliases, tags or second documents, and bounded in size and depth, so that no file can
/// grow while it is read.
/// </remarks>
internal sealed class YamlNode
{
    /// <summary>The largest format file, in characters.</summary>
    public const int MostCharacters = 256 * 1024;

    private const int DeepestNesting = 24;
    private const int MostNodes = 20_000;

    private YamlNode(long line) => Line = line;

    public long Line { get; }

    /// <summary>The text of a scalar; null for lists and maps.</summary>
    public string? Text { get; private init; }

    public IReadOnlyList<YamlNode>? Items { get; private init; }

    public IReadOnlyList<YamlField>? Fields { get; private init; }

    /// <summary>Reads a file.</summary>
    /// <param name="file">How messages name it.</param>
    /// <param name="yaml">Its text.</param>
    /// <exception cref="StopwiseException">It is no plain YAML; the message names file, line and remedy.</exception>
    public static YamlNode Parse(string file, string yaml)
    {
        if (yaml.Length > MostCharacters)
        {
            throw Problem(file, 1, $"A contract file has at most {MostCharacters:n0} characters.");
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

        public YamlNode Document()
        {
            Next<StreamStart>();
            if (Peek() is StreamEnd)
            {
                Refuse(1, "The file is empty: begin with 'version: 1'.");
            }

            Next<DocumentStart>();
            var root = Node(depth: 0);
            Next<DocumentEnd>();
            if (Peek() is not StreamEnd)
            {
                Refuse(_parser.Current!.Start.Line, "A second document begins here; put all contracts into the first.");
            }

            return root;
        }

        private YamlNode Node(int depth)
        {
            var at = Peek()!;
            var line = at.Start.Line;
            if (++_nodes > MostNodes || depth > DeepestNesting)
            {
                Refuse(line, "The file is larger or deeper than any contract needs; shorten it.");
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
                Scalar scalar => new YamlNode(line) { Text = scalar.Value },
                SequenceStart => new YamlNode(line) { Items = [.. List(depth)] },
                MappingStart => new YamlNode(line) { Fields = Map(depth) },
                _ => throw Problem(_file, line, "A value is expected here."),
            };
        }

        private IEnumerable<YamlNode> List(int depth)
        {
            while (Peek() is not SequenceEnd)
            {
                yield return Node(depth + 1);
            }

            _parser.MoveNext();
        }

        private List<YamlField> Map(int depth)
        {
            var fields = new List<YamlField>();
            var names = new HashSet<string>(StringComparer.Ordinal);
            while (Peek() is not MappingEnd)
            {
                var name = Node(depth + 1);
                if (name.Text is not { } text)
                {
                    Refuse(name.Line, "A name is expected here, not a list or a map.");
                }
                else if (!names.Add(text))
                {
                    Refuse(name.Line, $"'{text}' is given twice; keep one.");
                }
                else
                {
                    fields.Add(new YamlField(text, name.Line, Node(depth + 1)));
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
                    Refuse(line, "Brackets are nested deeper than any contract needs.");
                }
            }
        }

        [DoesNotReturn]
        private void Refuse(long line, string what) => throw Problem(_file, line, what);
    }
}
