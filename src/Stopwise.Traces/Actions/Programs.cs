using System.Collections.Frozen;

namespace Stopwise.Traces.Actions;

/// <summary>Programs whose purpose is the same whatever their arguments.</summary>
internal static class Programs
{
    private static readonly FrozenDictionary<string, StepKind> Known = Table();

    /// <summary>What the program is for; null where that is not known or depends on its arguments.</summary>
    public static StepKind? UseOf(string program) => Known.TryGetValue(program, out var kind) ? kind : null;

    private static FrozenDictionary<string, StepKind> Table()
    {
        var table = new Dictionary<string, StepKind>(StringComparer.Ordinal);
        Add(
            StepKind.Explore,
            "ls dir vdir tree exa eza lsd pwd which whereis type command file stat du df ps pgrep pidof env printenv date "
                + "whoami id groups users who w last tty hostname uname arch test [ [[ : true false cd pushd popd dirs export "
                + "declare local readonly typeset unset alias unalias shopt set trap return break continue shift read mapfile "
                + "readarray let ulimit umask sleep wait jobs fg bg disown hash man info apropos whatis help basename dirname "
                + "realpath readlink seq free uptime lsof netstat ss ip ifconfig ping ping6 dig nslookup host traceroute getent "
                + "nproc lscpu lsblk lspci lsusb lsmod lsb_release hostnamectl timedatectl nvidia-smi dmesg journalctl vmstat "
                + "iostat top htop locale getconf expr bc dc numfmt factor cal tput clear yes true history locate getopt "
                + "getopts exit logout source . ldd nm objdump readelf size addr2line c++filt apt-cache dpkg-query "
                + "tokei cloc sloccount tldr fzf identify exiftool ffprobe mediainfo pdfinfo xmllint nc ncat "
                + "netcat socat telnet whois stty getfacl lsattr getcap findmnt blkid mountpoint pstree sw_vers"
        );
        Add(
            StepKind.Verify,
            "pytest py.test py.test-3 nosetests nose2 tox nox trial stestr jest mocha vitest ava tap tape karma cypress qunit "
                + "phpunit pest phpspec behat rspec cucumber minitest ctest bats prove shunit2 busted runtests.py runtests "
                + "flake8 pylint mypy dmypy pyright pytype pyre pycodestyle pydocstyle pyflakes bandit vulture radon interrogate "
                + "stylelint tslint jshint jslint standard htmlhint hadolint yamllint markdownlint jsonlint cppcheck cpplint "
                + "ktlint detekt checkstyle pmd spotbugs golint golangci-lint staticcheck errcheck luacheck perlcritic "
                + "shellcheck codespell doc8 vint valgrind hyperfine ab wrk siege hey oha promtool "
                + "named-checkconf psalm phpstan phpcs phan ansible-lint tflint actionlint gitleaks "
                + "doctest coverage py_compile compileall semgrep trivy pip-audit safety swiftlint credo dialyzer"
        );
        Add(
            StepKind.Change,
            "kill pkill killall killall5 chmod chown chgrp useradd adduser usermod userdel groupadd passwd chpasswd mount "
                + "umount mkfs dd truncate shred split csplit at mktemp mkfifo mknod ed ex vim vi nvim nano emacs code screen "
                + "ninja meson scons bmake ld as nasm ar ranlib strip objcopy coqc pdflatex xelatex latexmk latex "
                + "ghc javac kotlinc scalac csc mcs ocamlc ocamlopt dune nvcc protoc swiftc ldc2 dmd fpc gfortran flex bison "
                + "ssh scp sftp rsync ftp mkswap swapon sysctl iptables ufw update-alternatives ldconfig locale-gen a2ensite "
                + "a2dissite a2enmod visudo update-rc.d setcap setfacl insmod modprobe reboot shutdown startx "
                + "redis-server mongod postgres mysqld gunicorn uvicorn hypercorn waitress-serve daphne supervisord "
                + "virtualenv venv http.server build cookiecutter alembic dropdb createdb createuser initdb pg_restore mysqladmin "
                + "huggingface-cli cpio cloudflared ngrok sphinx-quickstart sphinx-apidoc"
        );
        return table.ToFrozenDictionary(StringComparer.Ordinal);

        void Add(StepKind kind, string names)
        {
            foreach (var name in names.Split(' '))
            {
                table[name] = kind;
            }
        }
    }
}
