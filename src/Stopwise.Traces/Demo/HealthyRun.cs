using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Demo;

/// <summary>A run that should be left alone: it finds the fault, mends it, checks it and ends.</summary>
internal static class HealthyRun
{
    public static Run Write()
    {
        var run = new DemoScript(
            "demo-healthy",
            "demo/empty-cart-total",
            1,
            "An empty cart shows a total of None instead of 0.00. Fix it and add a test.",
            minute: 20
        );
        run.Bash("ls", "README.md\npyproject.toml\nsrc\ntests");
        run.Bash("grep -rn \"def total\" src", "src/shop/cart.py:58:    def total(self):", unseen: 120);
        run.Read(
            "src/shop/cart.py",
            "    def total(self):\n        if self.lines:\n            return sum(...)",
            unseen: 1_400
        );
        run.Read("tests/test_cart.py", "def test_total_of_two_lines(): ...", unseen: 900);
        run.Edit(
            "tests/test_cart.py",
            "def test_total_of_two_lines():",
            "def test_total_of_an_empty_cart():\n    assert Cart().total() == Decimal(\"0.00\")\n\n\ndef test_total_of_two_lines():",
            "First a test that shows the fault."
        );
        run.Bash(
            "python -m pytest -q tests/test_cart.py",
            "FAILED tests/test_cart.py::test_total_of_an_empty_cart - assert None == Decimal('0.00')\n1 failed, 8 passed in 0.61s",
            1,
            unseen: 300
        );
        run.Edit(
            "src/shop/cart.py",
            "        if self.lines:\n            return sum(line.price for line in self.lines)",
            "        return sum((line.price for line in self.lines), Decimal(\"0.00\"))",
            "The method returns nothing for an empty list. A start value mends that."
        );
        run.Bash("python -m pytest -q tests/test_cart.py", "9 passed in 0.58s", unseen: 60);
        run.Bash("python -m pytest -q", "143 passed in 6.40s", message: "Now the whole suite.", unseen: 80);
        run.Bash("git diff --stat", " src/shop/cart.py   | 3 +--\n tests/test_cart.py | 4 ++++\n 2 files changed");
        return run.End(
            solved: true,
            "An empty cart now has the total 0.00, and a test covers it.",
            "diff --git a/src/shop/cart.py b/src/shop/cart.py\n--- a/src/shop/cart.py\n+++ b/src/shop/cart.py\n@@ -58,2 +58 @@\n"
                + "-        if self.lines:\n-            return sum(line.price for line in self.lines)\n"
                + "+        return sum((line.price for line in self.lines), Decimal(\"0.00\"))\n"
        );
    }
}
