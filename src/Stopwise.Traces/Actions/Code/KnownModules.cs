using System.Collections.Frozen;

namespace Stopwise.Traces.Actions.Code;

/// <summary>Modules whose use says nothing about whether the work works.</summary>
internal static class KnownModules
{
    private static readonly FrozenSet<string> Libraries = (
        // Of the languages themselves.
        "__future__ abc argparse array ast asyncio base64 bisect builtins bz2 calendar cmath cmd code codecs collections "
        + "colorsys compileall concurrent configparser contextlib copy copyreg csv ctypes dataclasses datetime decimal "
        + "difflib dis email encodings enum errno faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools gc "
        + "getopt getpass gettext glob grp gzip hashlib heapq hmac html http imaplib importlib inspect io ipaddress "
        + "itertools json keyword linecache locale logging lzma mailbox marshal math mimetypes mmap multiprocessing numbers "
        + "operator os pathlib pdb pickle pkgutil platform plistlib pprint profile pstats pty pwd queue quopri random re "
        + "readline reprlib resource sched secrets select selectors shelve shlex shutil signal site smtplib socket "
        + "socketserver sqlite3 ssl stat statistics string stringprep struct subprocess symtable sys sysconfig tarfile "
        + "tempfile termios textwrap threading time timeit token tokenize tomllib trace traceback tracemalloc types typing "
        + "unicodedata urllib uuid venv warnings wave weakref webbrowser xml xmlrpc zipapp zipfile zipimport zlib zoneinfo "
        + "fs path util events stream crypto buffer child_process url querystring assert process readline worker_threads "
        + "pkg_resources setuptools distutils "
        // That hold data or fetch it.
        + "numpy pandas scipy torch polars pyarrow h5py netCDF4 yaml toml tomli ujson orjson openpyxl xlrd docx pypdf "
        + "PyPDF2 pdfplumber PIL cv2 imageio safetensors joblib cloudpickle tqdm tabulate chardet lxml bs4 requests httpx "
        + "urllib3 aiohttp axios boto3 dotenv psutil"
    ).Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> ByName = Libraries.GetAlternateLookup<
        ReadOnlySpan<char>
    >();

    /// <summary>True for a module of the language's own library or one that only holds or fetches data.</summary>
    public static bool Has(ReadOnlySpan<char> module)
    {
        if (module.StartsWith("node:", StringComparison.Ordinal))
        {
            return true;
        }

        var end = module.IndexOfAny('.', '/');
        return end != 0 && ByName.Contains(end < 0 ? module : module[..end]);
    }
}
