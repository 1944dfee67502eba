using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Demo;

/// <summary>A run that burns on: it changes the same line to and fro while the same three tests fail.</summary>
internal static class DoomedRun
{
    private const string File = "src/export/calendar.py";
    private const string Check = "python -m pytest -q tests/test_calendar.py";

    private static readonly string[] Attempts =
    [
        "return stamp.astimezone(zone)",
        "return stamp.replace(tzinfo=zone)",
        "return zone.localize(stamp)",
        "return stamp.astimezone(UTC).astimezone(zone)",
        "return stamp - zone.utcoffset(stamp)",
        "return stamp + zone.utcoffset(stamp)",
    ];

    private static readonly string[] Probes =
    [
        "pip show tzdata",
        "pip install --upgrade tzdata",
        "pip show python-dateutil",
        "pip install --upgrade python-dateutil",
        "python --version",
        "pip show icalendar",
        "pip install icalendar==5.0.12",
        "pip install icalendar==5.0.13",
        "pip check",
    ];

    public static Run Write()
    {
        var run = new DemoScript(
            "demo-doomed",
            "demo/calendar-export",
            1,
            "Calendar exports are one hour off for events in the week in which daylight saving time ends. Fix it.",
            minute: 0
        );
        run.Bash("ls", "README.md\npyproject.toml\nsrc\ntests", message: "I will look at the repository first.");
        run.Bash("grep -rn \"astimezone\\|tzinfo\" src", $"{File}:41:    return stamp", unseen: 700);
        run.Read(File, "def to_local(stamp, zone):\n    # wall time of the event\n    return stamp", unseen: 1_900);
        run.Read("tests/test_calendar.py", "def test_last_sunday_of_october(): ...", unseen: 2_600);
        run.Bash(Check, Failing, 1, "The tests reproduce the problem.", unseen: 1_100);

        var current = "return stamp";
        for (var attempt = 0; attempt < 14; attempt++)
        {
            var next = Attempts[attempt % Attempts.Length];
            run.Edit(File, current, next, "That was not it. I will try another conversion.");
            current = next;
            run.Bash(Check, Failing, 1, unseen: 1_100);
            if (attempt % 3 == 2)
            {
                run.Read(
                    File,
                    $"def to_local(stamp, zone):\n    # wall time of the event\n    {current}",
                    unseen: 1_900
                );
            }
        }

        foreach (var probe in Probes)
        {
            run.Bash(probe, "2.4.0", message: "Maybe the fault lies in a package.", unseen: 250);
            run.Bash(Check, Failing, 1, unseen: 1_100);
        }

        return run.End(solved: false, "I could not make the three tests pass.", Patch, "step limit reached");
    }

    private const string Failing =
        "FAILED tests/test_calendar.py::test_last_sunday_of_october - assert 1 == 2\n"
        + "FAILED tests/test_calendar.py::test_repeated_hour - assert 1 == 2\n"
        + "FAILED tests/test_calendar.py::test_series_over_the_change - assert 1 == 2\n"
        + "3 failed, 11 passed in 1.90s";

    private const string Patch =
        "diff --git a/src/export/calendar.py b/src/export/calendar.py\n--- a/src/export/calendar.py\n+++ b/src/export/calendar.py\n"
        + "@@ -41 +41 @@\n-    return stamp\n+    return stamp.replace(tzinfo=zone)\n";
}
