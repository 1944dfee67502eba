using Stopwise.Traces.Formats.Sources;

namespace Stopwise.Traces.Formats.ClaudeCode;

/// <summary>
/// Tells which transcript files are one run: those of one session with its sub-agents, a file whose rows follow a row of
/// another, and a file that copies all of another's messages and goes on. Files that share messages and each go on in a way
/// of their own are forks: runs of their own, each with the beginning that they share.
/// </summary>
internal sealed class SessionFiles
{
    private readonly List<Rows> _rows;
    private readonly int[] _groups;

    private SessionFiles(List<SourceFile> files)
    {
        _rows = files.ConvertAll(Rows.Of);
        _groups = [.. Enumerable.Range(0, files.Count)];
    }

    public static List<List<SourceFile>> Group(List<SourceFile> files)
    {
        var sessions = new SessionFiles(files);
        var copies = sessions.Copies();
        sessions.JoinSessions(copies);
        sessions.JoinCopies(copies);
        sessions.JoinFollowers();
        return
        [
            .. files
                .Select((file, i) => (file, Group: sessions.Root(i)))
                .GroupBy(f => f.Group, f => f.file)
                .Select(g => g.ToList()),
        ];
    }

    /// <summary>For each message that several files hold, these files.</summary>
    private Dictionary<string, List<int>> Copies()
    {
        var holders = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var i = 0; i < _rows.Count; i++)
        {
            foreach (var message in _rows[i].Messages.Keys)
            {
                if (!holders.TryGetValue(message, out var files))
                {
                    holders[message] = files = [];
                }

                files.Add(i);
            }
        }

        return holders;
    }

    /// <summary>A copied row may still name the session it was copied from: only rows of the file's own tell its session.</summary>
    private void JoinSessions(Dictionary<string, List<int>> copies)
    {
        var owners = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < _rows.Count; i++)
        {
            var own = _rows[i].Messages.Where(m => copies[m.Key].Count == 1).Select(m => m.Value).ToList();
            foreach (var session in own.Count > 0 ? own : _rows[i].Messages.Values.Append(_rows[i].Session))
            {
                if (session is not null && !owners.TryAdd(session, i))
                {
                    Join(i, owners[session]);
                }
            }
        }
    }

    /// <summary>A file joins the smallest one that holds all of its messages; of several forks the first.</summary>
    private void JoinCopies(Dictionary<string, List<int>> copies)
    {
        for (var i = 0; i < _rows.Count; i++)
        {
            var messages = _rows[i].Messages.Keys;
            var holders = messages.Count == 0 ? [] : messages.SelectMany(m => copies[m]).CountBy(f => f);
            var whole = holders
                .Where(h => h.Key != i && h.Value == messages.Count)
                .Select(h => h.Key)
                .OrderBy(f => _rows[f].Messages.Count)
                .ThenBy(f => f)
                .ToList();
            if (whole.Count > 0)
            {
                Join(i, whole[0]);
            }
        }
    }

    private void JoinFollowers()
    {
        var owners = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < _rows.Count; i++)
        {
            foreach (var name in _rows[i].Names)
            {
                owners.TryAdd(name, i);
            }
        }

        for (var i = 0; i < _rows.Count; i++)
        {
            foreach (var parent in _rows[i].Parents.Where(p => !_rows[i].Names.Contains(p)))
            {
                if (owners.TryGetValue(parent, out var owner))
                {
                    Join(i, owner);
                }
            }
        }
    }

    private int Root(int i) => _groups[i] == i ? i : _groups[i] = Root(_groups[i]);

    private void Join(int file, int other) => _groups[Root(file)] = Root(other);

    /// <summary>What the rows of a file say of their place.</summary>
    private sealed class Rows
    {
        /// <summary>Names of the messages of user and model, with their session.</summary>
        public Dictionary<string, string?> Messages { get; } = new(StringComparer.Ordinal);

        /// <summary>Names of all rows.</summary>
        public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Parents { get; } = new(StringComparer.Ordinal);

        /// <summary>The first session that is named, for a file without messages.</summary>
        public string? Session { get; private set; }

        public static Rows Of(SourceFile file)
        {
            var rows = new Rows();
            byte[] content;
            try
            {
                content = file.Read();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Reading the run reports it.
                return rows;
            }

            foreach (var (_, line) in Original.Lines(content))
            {
                if (RowHead.Of(line) is { } row)
                {
                    rows.Add(row);
                }
            }

            return rows;
        }

        private void Add(RowHead row)
        {
            Session ??= row.Session;
            if (row.Parent is { } parent)
            {
                Parents.Add(parent);
            }

            if (row.Uuid is { } name)
            {
                Names.Add(name);
                if (row.Type is "user" or "assistant")
                {
                    Messages.TryAdd(name, row.Session);
                }
            }
        }
    }
}
