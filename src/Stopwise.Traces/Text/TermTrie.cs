namespace Stopwise.Traces.Text;

/// <summary>Terms, that is words and phrases of a few words, as paths of a tree; a node is a number from 1, its root 0.</summary>
internal sealed class TermTrie
{
    public const int LongestTerm = 3;

    private readonly Dictionary<string, int> _wordIds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly List<string> _words = [];
    private readonly Dictionary<ulong, int> _children = [];
    private readonly List<Node> _nodes = [default];

    public TermTrie() => _lookup = _wordIds.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Nodes with the root; numbers run from 0 below it, a parent before its children.</summary>
    public int Count => _nodes.Count;

    /// <summary>Id of a word; -1 where it was never added.</summary>
    public int WordOf(ReadOnlySpan<char> word) => _lookup.TryGetValue(word, out var id) ? id : -1;

    public int AddWord(ReadOnlySpan<char> word)
    {
        if (_lookup.TryGetValue(word, out var id))
        {
            return id;
        }

        id = _words.Count;
        var text = word.ToString();
        _words.Add(text);
        _wordIds.Add(text, id);
        return id;
    }

    /// <summary>The node of the term that goes on with a word; 0 where there is none.</summary>
    public int Child(int node, int word) => _children.GetValueOrDefault(Key(node, word));

    public int AddChild(int node, int word)
    {
        var key = Key(node, word);
        if (!_children.TryGetValue(key, out var child))
        {
            child = _nodes.Count;
            _nodes.Add(new Node(node, word, _nodes[node].Length + 1));
            _children.Add(key, child);
        }

        return child;
    }

    /// <summary>Adds a term of another tree.</summary>
    public int AddFrom(TermTrie other, int node)
    {
        if (node == 0)
        {
            return 0;
        }

        var taken = other._nodes[node];
        return AddChild(AddFrom(other, taken.Parent), AddWord(other._words[taken.Word]));
    }

    public int Parent(int node) => _nodes[node].Parent;

    /// <summary>Words of the term.</summary>
    public int Length(int node) => _nodes[node].Length;

    /// <summary>The words of the term with their fields, a blank between two.</summary>
    public string Text(int node)
    {
        var (parent, word, length) = _nodes[node];
        return length == 1 ? _words[word] : $"{Text(parent)} {_words[word]}";
    }

    private static ulong Key(int node, int word) => ((ulong)(uint)node << 32) | (uint)word;

    private readonly record struct Node(int Parent, int Word, int Length);
}
