using System.Collections.Frozen;

namespace Stopwise.Traces.Actions;

/// <summary>Programs whose arguments are read in one way.</summary>
internal enum ProgramGroup
{
    None,
    Printer,
    Reader,
    Searcher,
    Awk,
    Stream,
    Sort,
    Checksum,
    JsonQuery,
    Finder,
    Tee,
    Mover,
    Remover,
    Toucher,
    FolderMaker,
    Patch,
    Git,
    Archiver,
    Shell,
    Eval,
    SwitchUser,
    JavaScript,
    Scripting,
    Php,
    Runner,
    Python,
    Manager,
    Curl,
    Wget,
    HttpClient,
    Make,
    NodePackages,
    Compiler,
    Formatter,
    Linter,
    Sphinx,
    Database,
    OpenSsl,
    WebServer,
    Service,
    Crontab,
    Terminal,
    Cracker,
    CMake,
    Submit,
}

/// <summary>Which group a program is in.</summary>
internal static class ProgramGroups
{
    private static readonly (ProgramGroup Group, string Programs)[] Rows =
    [
        (ProgramGroup.Printer, "echo printf"),
        (
            ProgramGroup.Reader,
            "cat head tail nl less more wc tac rev bat batcat zcat bzcat xzcat zless xxd hexdump od strings cut paste column "
                + "fold fmt expand uniq comm join diff cmp sdiff colordiff tr base64 base32 csvlook csvcut look tsort shuf pr"
        ),
        (ProgramGroup.Searcher, "grep egrep fgrep zgrep rg ag ack pcregrep"),
        (ProgramGroup.Awk, "awk gawk mawk nawk"),
        (ProgramGroup.Stream, "sed gsed"),
        (ProgramGroup.Sort, "sort"),
        (ProgramGroup.Checksum, "md5sum sha1sum sha224sum sha256sum sha384sum sha512sum cksum b2sum shasum"),
        (ProgramGroup.JsonQuery, "jq yq"),
        (ProgramGroup.Finder, "find fd fdfind"),
        (ProgramGroup.Tee, "tee"),
        (ProgramGroup.Mover, "mv cp ln install"),
        (ProgramGroup.Remover, "rm rmdir unlink"),
        (ProgramGroup.Toucher, "touch"),
        (ProgramGroup.FolderMaker, "mkdir"),
        (ProgramGroup.Patch, "patch"),
        (ProgramGroup.Git, "git hub"),
        (
            ProgramGroup.Archiver,
            "tar bsdtar zip unzip 7z 7za 7zr 7zz unrar gzip gunzip bzip2 bunzip2 xz unxz zstd unzstd lz4"
        ),
        (ProgramGroup.Shell, "bash sh zsh dash ksh ash"),
        (ProgramGroup.Eval, "eval"),
        (ProgramGroup.SwitchUser, "su runuser"),
        (ProgramGroup.JavaScript, "node nodejs ts-node tsx"),
        (ProgramGroup.Scripting, "ruby perl lua luajit julia Rscript R elixir groovy scala"),
        (ProgramGroup.Php, "php"),
        (
            ProgramGroup.Runner,
            "runghc racket guile ocaml swipl clojure tclsh expect octave java gdb lldb coqtop ghci ipython irb sage maxima gnuplot"
        ),
        (ProgramGroup.Python, "pypy pypy3"),
        (ProgramGroup.Manager, "manage.py django-admin django-admin.py"),
        (ProgramGroup.Curl, "curl"),
        (ProgramGroup.Wget, "wget wget2"),
        (ProgramGroup.HttpClient, "http https xh"),
        (ProgramGroup.Make, "make gmake just task invoke inv rake nmake"),
        (ProgramGroup.NodePackages, "npm yarn pnpm bun"),
        (ProgramGroup.Compiler, "gcc g++ cc c++ clang clang++ c99 rustc tsc cl"),
        (
            ProgramGroup.Formatter,
            "black isort yapf autopep8 prettier rustfmt gofmt goimports clang-format shfmt dprint stylua ormolu scalafmt "
                + "google-java-format"
        ),
        (ProgramGroup.Linter, "eslint ruff rubocop biome clang-tidy oxlint xo pre-commit autoflake"),
        (ProgramGroup.Sphinx, "sphinx-build sphinx"),
        (ProgramGroup.Database, "sqlite3 psql mysql mariadb duckdb mongosh mongo redis-cli clickhouse-client"),
        (ProgramGroup.OpenSsl, "openssl"),
        (ProgramGroup.WebServer, "nginx apachectl apache2ctl httpd sshd caddy haproxy visudo"),
        (ProgramGroup.Service, "service rc-service"),
        (ProgramGroup.Crontab, "crontab"),
        (ProgramGroup.Terminal, "tmux"),
        (ProgramGroup.Cracker, "john hashcat"),
        (ProgramGroup.CMake, "cmake"),
        (ProgramGroup.Submit, "submit"),
    ];

    private static readonly FrozenDictionary<string, ProgramGroup> Known = Rows.SelectMany(row =>
            row.Programs.Split(' ').Select(program => (Program: program, row.Group))
        )
        .ToFrozenDictionary(pair => pair.Program, pair => pair.Group, StringComparer.Ordinal);

    public static ProgramGroup Of(string program) =>
        Known.TryGetValue(program, out var group) ? group
        : program.StartsWith("python", StringComparison.Ordinal)
        && program.Length <= 10
        && !program.Contains('-', StringComparison.Ordinal)
            ? ProgramGroup.Python
        : ProgramGroup.None;
}
