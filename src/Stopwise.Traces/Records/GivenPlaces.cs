namespace Stopwise.Traces.Records;

/// <summary>Where an agent may be expected to work: anywhere but in the system's folders, unless its request names them.</summary>
internal sealed class GivenPlaces
{
    private const int LongestRequest = 200_000;

    private static readonly string[] SystemFolders =
    [
        "/etc/",
        "/usr/",
        "/bin/",
        "/sbin/",
        "/lib/",
        "/lib64/",
        "/boot/",
        "/sys/",
        "/proc/",
        "/var/lib/",
        "/var/log/",
        "/var/spool/",
        "C:/Windows/",
        "C:/Program Files",
    ];

    private string _request = "";

    /// <summary>Takes what a user asks for: a folder that is named in it is given.</summary>
    public void Add(string request)
    {
        if (_request.Length + request.Length <= LongestRequest)
        {
            _request += "\n" + request;
        }
    }

    /// <summary>True where a path is the system's or the home's own and no request has named it or its folder.</summary>
    public bool IsOutside(string path)
    {
        if (!IsOfSystem(path))
        {
            return false;
        }

        for (var end = path.Length; end > 1; end = path.LastIndexOf('/', end - 1))
        {
            if (end < 5)
            {
                break;
            }

            if (_request.Contains(path[..end], StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A hidden file of the home folder sets up the machine, not the work.</summary>
    private static bool IsOfSystem(string path)
    {
        foreach (var folder in SystemFolders)
        {
            if (path.StartsWith(folder, StringComparison.OrdinalIgnoreCase))
            {
                return !path.StartsWith("/usr/src/", StringComparison.Ordinal);
            }
        }

        // What is cached is fetched or made again.
        if (path.Contains("/.cache/", StringComparison.Ordinal))
        {
            return false;
        }

        return path.StartsWith("~/.", StringComparison.Ordinal)
            || path.StartsWith("/root/.", StringComparison.Ordinal)
            || (
                path.StartsWith("/home/", StringComparison.Ordinal)
                && path.IndexOf('/', 6) is > 0 and var user
                && user + 1 < path.Length
                && path[user + 1] == '.'
            );
    }
}
