using Stopwise.Exits;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Stopwise.Governance.Yaml;

/// <summary>Reads plain YAML with the line of everything in it.</summary>
/// <remarks>
/// No anchors, aliases, tags or second documents are taken, and size and depth are bounded, so that no file can grow while it
/// is read.
/// </remarks>
internal sealed class YamlReader
{
    private const int DeepestNesting = 24;
    private const int DeepestBrackets = 64;
    private const int MostNodes = 40_000;

    private readonly YamlKind _kind;
    private readonly string _file;
    private readonly Parser _parser;
    private int _nodes;

    private YamlReader(YamlKind kind, string file, string yaml)
    {
        (_kind, _file) = (kind, file);
        // The scanner keeps whole scalars and the parser a stack: a deep line of brackets must not get that far.
        RefuseDeep(yaml);
        _parser = new Parser(new StringReader(yaml));
    }

    /// <summary>Reads a file.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="file">How messages name it.</param>
    /// <param name="yaml">Its text.</param>
    /// <exception cref="StopwiseException">It is no plain YAML; the message names file, line and remedy.</exception>
    public static YamlNode Read(YamlKind kind, string file, string yaml)
    {
        if (yaml.Length > kind.MostCharacters)
        {
            throw YamlNode.At(file, 1, $"A {kind.Name} file has at most {kind.MostCharacters:n0} characters.");
        }

        try
        {
            return new YamlReader(kind, file, yaml).Document();
        }
        catch (YamlException e)
        {
            throw YamlNode.At(file, e.Start.Line, $"This is no YAML: {e.Message.TrimEnd('.')}.");
        }
        // The scanner has states of its own that some broken files bring it into.
        catch (Exception e)
            when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            throw YamlNode.At(file, 1, "This is no YAML: quotes or brackets in it do not match.");
        }
    }

    private YamlNode Document()
    {
        Next<StreamStart>();
        if (Peek() is StreamEnd)
        {
            throw Problem(1, $"The file is empty: begin with '{_kind.FirstLine}'.");
        }

        Next<DocumentStart>();
        var root = Node(depth: 0);
        Next<DocumentEnd>();
        return Peek() is StreamEnd
            ? root
            : throw Problem(
                _parser.Current!.Start.Line,
                "A second document begins here; leave it out, or add it to the first."
            );
    }

    private YamlNode Node(int depth)
    {
        var at = Peek()!;
        var line = at.Start.Line;
        if (++_nodes > MostNodes || depth > DeepestNesting)
        {
            throw Problem(line, $"The file is larger or deeper than any {_kind.Name} file needs; shorten it.");
        }

        if (at is AnchorAlias or NodeEvent { Anchor.IsEmpty: false })
        {
            throw Problem(line, "Anchors and aliases are not read; write the value out.");
        }

        if (at is NodeEvent { Tag.IsEmpty: false })
        {
            throw Problem(line, "Tags are not read; leave out what begins with '!'.");
        }

        _parser.MoveNext();
        return at switch
        {
            Scalar scalar => new YamlNode(_file, line)
            {
                Text = scalar.Value,
                IsPlain = scalar.Style == ScalarStyle.Plain,
            },
            SequenceStart => new YamlNode(_file, line) { Items = List(depth) },
            MappingStart => new YamlNode(_file, line) { Fields = Map(depth) },
            _ => throw Problem(line, "A value is expected here."),
        };
    }

    private List<YamlNode> List(int depth)
    {
        var items = new List<YamlNode>();
        while (Peek() is not SequenceEnd)
        {
            items.Add(Node(depth + 1));
        }

        _parser.MoveNext();
        return items;
    }

    private List<YamlField> Map(int depth)
    {
        var fields = new List<YamlField>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (Peek() is not MappingEnd)
        {
            var name = Node(depth + 1);
            var text = name.Text ?? throw name.Problem("A name is expected here, not a list or a map.");
            if (!names.Add(text))
            {
                throw name.Problem($"'{text}' is given twice; keep one.");
            }

            fields.Add(new YamlField(text, name.Line, Node(depth + 1)));
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
            throw Problem(_parser.Current?.Start.Line ?? 1, "The YAML is broken here.");
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
            if (depth > DeepestBrackets)
            {
                throw Problem(line, $"Brackets are nested deeper than any {_kind.Name} file needs.");
            }
        }
    }

    private StopwiseException Problem(long line, string what) => YamlNode.At(_file, line, what);
}
