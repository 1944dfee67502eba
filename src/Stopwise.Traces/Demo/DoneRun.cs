using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Demo;

/// <summary>A run whose work is done and checked after step 12, and which goes on for eight more steps.</summary>
internal static class DoneRun
{
    public static Run Write()
    {
        var run = new DemoScript(
            "demo-done",
            "demo/csv-quoting",
            1,
            "Fields that contain a semicolon break the CSV report. Quote them.",
            minute: 40
        );
        Work(run);
        Idle(run);
        return run.End(
            solved: true,
            "Fields with a semicolon are now quoted. All tests pass.",
            "diff --git a/src/report/csv_out.py b/src/report/csv_out.py\n--- a/src/report/csv_out.py\n+++ b/src/report/csv_out.py\n@@ -23 +23 @@\n"
                + "-    return text if '\"' not in text else quoted(text)\n"
                + "+    return quoted(text) if any(c in text for c in '\";\\n') else text\n"
        );
    }

    /// <summary>Steps 1 to 12: the last edit is step 11, the check that passes is step 12.</summary>
    private static void Work(DemoScript run)
    {
        run.Bash("ls", "README.md\npyproject.toml\nsrc\ntests");
        run.Bash("grep -rn \"quoted\" src", "src/report/csv_out.py:23:    return text if ...", unseen: 150);
        run.Read(
            "src/report/csv_out.py",
            "def field(text):\n    return text if '\"' not in text else quoted(text)",
            unseen: 1_700
        );
        run.Read("tests/test_csv_out.py", "def test_quotes_are_doubled(): ...", unseen: 1_200);
        run.Bash(
            "python -c \"from report.csv_out import field; print(field('a;b'))\"",
            "a;b",
            message: "Let me reproduce it."
        );
        run.Edit(
            "tests/test_csv_out.py",
            "def test_quotes_are_doubled():",
            "def test_semicolons_are_quoted():\n    assert field('a;b') == '\"a;b\"'\n\n\ndef test_quotes_are_doubled():",
            "A test for it."
        );
        run.Bash("python -m pytest -q tests/test_csv_out.py", "1 failed, 5 passed in 0.40s", 1, unseen: 400);
        run.Edit(
            "src/report/csv_out.py",
            "    return text if '\"' not in text else quoted(text)",
            "    return quoted(text) if any(c in text for c in '\";') else text",
            "Quote when a separator occurs."
        );
        run.Bash("python -m pytest -q tests/test_csv_out.py", "6 passed in 0.39s", unseen: 60);
        run.Read("src/report/csv_out.py", "def field(text):\n    return quoted(text) if any(...)", unseen: 1_700);
        run.Edit("src/report/csv_out.py", "in '\";')", "in '\";\\n')", "A line break needs quotes too.");
        run.Bash("python -m pytest -q", "88 passed in 3.10s", unseen: 80);
    }

    /// <summary>Steps 13 to 20: nothing changes any more.</summary>
    private static void Idle(DemoScript run)
    {
        run.Read("src/report/csv_out.py", "def field(text):\n    return quoted(text) if any(...)", unseen: 1_700);
        run.Bash("git diff", "+    return quoted(text) if any(c in text for c in '\";\\n') else text", unseen: 350);
        run.Bash("python -m pytest -q tests/test_csv_out.py -v", "6 passed in 0.41s", unseen: 500);
        run.Read("README.md", "# Reports", unseen: 2_400);
        run.Bash("grep -rn \"semicolon\" .", "tests/test_csv_out.py:9:def test_semicolons_are_quoted():", unseen: 200);
        run.Read("tests/test_csv_out.py", "def test_semicolons_are_quoted(): ...", unseen: 1_250);
        run.Bash("python -m pytest -q", "88 passed in 3.12s", message: "Once more, to be sure.", unseen: 80);
        run.Bash("git status --short", " M src/report/csv_out.py\n M tests/test_csv_out.py");
    }
}
