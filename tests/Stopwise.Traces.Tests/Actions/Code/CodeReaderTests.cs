using Stopwise.Traces.Actions.Code;

namespace Stopwise.Traces.Tests.Actions.Code;

public class CodeReaderTests
{
    [Theory]
    [InlineData("open('a.txt', 'w').write('x')", "a.txt")]
    [InlineData("with open('a.txt', mode='a') as f:\n    f.write('x')", "a.txt")]
    [InlineData("p = 'a.txt'\nif p == 'b.txt':\n    pass\nopen(p, 'wb')", "a.txt")]
    [InlineData("from pathlib import Path\nPath('src') .joinpath('a.py').write_text('x')", "src/a.py")]
    [InlineData("p = Path('src') / 'a.py'\np.write_text(p.read_text())", "src/a.py")]
    [InlineData("import os\nopen(os.path.join('src', 'a.py'), 'w')", "src/a.py")]
    [InlineData("import shutil; shutil.copy('a', 'b')", "b")]
    [InlineData("import os; os.rename('a', 'b')", "a b")]
    [InlineData("import json\njson.dump({'a': (1, 2)}, open('r.json', 'w'))", "r.json")]
    [InlineData("df.to_csv('out.csv', index=False)", "out.csv")]
    [InlineData("plt.savefig('plot.png')", "plot.png")]
    [InlineData("for f in ['a.py', 'b.py']:\n    open(f, 'w')", "a.py b.py")]
    [InlineData("# open('a.txt', 'w')\nprint('x')", "")]
    [InlineData("s = \"open('a.txt', 'w')\"", "")]
    [InlineData("open('a.txt').read(); open('b.txt', 'rb')", "")]
    [InlineData("import sys\nsys.stdout.write('x')", "")]
    [InlineData("import io\nb = io.StringIO()\nb.write('x')", "")]
    public void Files_that_python_writes_are_named(string code, string expected) =>
        string.Join(' ', CodeReader.Read(code).Written).ShouldBe(expected);

    [Theory]
    [InlineData("const fs = require('fs'); // 'w'\nfs.writeFileSync('a.json', '{}')", "a.json")]
    [InlineData("import { writeFile } from 'node:fs/promises'\nawait writeFile(`b.txt`, x)", "b.txt")]
    [InlineData("fs.readFileSync('c.txt')", "")]
    public void Files_that_javascript_writes_are_named(string code, string expected) =>
        string.Join(' ', CodeReader.Read(code, slashComments: true).Written).ShouldBe(expected);

    [Fact]
    public void What_is_written_without_a_name_is_said()
    {
        var reading = CodeReader.Read("open(sys.argv[1], 'w').write(s)");

        (reading.Writes, reading.WritesUnnamed).ShouldBe((true, true));
    }

    [Fact]
    public void Files_that_are_read_are_named() =>
        CodeReader
            .Read("a = open('a.txt').read()\nimport pandas as pd\npd.read_csv('b.csv')")
            .Looked.ShouldBe(["a.txt", "b.csv"]);

    [Theory]
    [InlineData("assert f(1) == 2", true)]
    [InlineData("import sys\nsys.exit(1)", true)]
    [InlineData("import sys\nsys.exit(0)", false)]
    [InlineData("from shop import Cart\nprint(Cart().total())", true)]
    [InlineData("from shop import *\nprint(total())", true)]
    [InlineData("import shop; print('ok')", true)]
    [InlineData("import shop; print(shop.__version__)", false)]
    [InlineData("import inspect, shop\nprint(inspect.getsource(shop.Cart))", false)]
    [InlineData("import numpy as np\nprint(np.load('a.npy').shape)", false)]
    [InlineData("import requests\nrequests.get('http://localhost:80/')", true)]
    [InlineData("import requests\nprint(requests.get('https://example.org').text)", false)]
    [InlineData("print(1 + 1)", false)]
    public void Code_checks_where_it_exercises_the_work(string code, bool checks) =>
        CodeReader.Read(code).Checks.ShouldBe(checks);

    [Fact]
    public void Commands_that_code_starts_are_named() =>
        CodeReader
            .Read("import subprocess, os\nsubprocess.run(['git', 'diff'])\nos.system('ls -la')")
            .Commands.ShouldBe(["git diff", "ls -la"]);
}
