using System.Diagnostics;
using System.Text;

namespace Stopwise.Traces.Formats;

/// <summary>The fast scrubber against one written without any speed; keys are made up and put together here.</summary>
public class SecretScrubberLawTests
{
    // The vectorised search works on pieces of this size: what lies across their border must not be missed.
    private const int Piece = 8192;
    private const string Body = "Zk3Qw9Lr7TxV2mNc8BdJ5sHf4GyP1aUe6Ri0";

    private static readonly string[] Secrets =
    [
        "sk-" + "ant-api03-" + Body,
        "sk-" + "proj-" + Body,
        "AKIA" + "QX3ZP7LM9NBV2CTR",
        "ghp" + "_" + Body,
        "github" + "_pat_" + Body,
        "xoxb" + "-123456789012-" + Body,
        "AIza" + Body[..35],
        "hf" + "_" + Body,
        "eyJ" + "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVPmB92K27uhbUJU1p1r",
        "Bearer " + Body,
        "password=" + Body,
        "aws_secret_access_key\": \"" + Body,
    ];

    private static readonly string[] Pieces =
    [
        .. Secrets,
        .. Secrets.Select(s => s[..(s.Length / 2)]),
        "\\n",
        "\n",
        " ",
        "\"",
        "\\u001b[1;32m",
        "\u001b[0m",
        "\\u003d",
        "é中",
        "token",
        "KEY: ",
        "secret=",
        "\\\"",
        "(",
        "-",
        "_",
        "x9",
        "sk-",
        "eyJ",
        "plain words of a run",
        "3f786850e387550fdab836ed7e6dc881de23001b",
    ];

    [Fact]
    public void It_masks_what_the_slow_reference_masks_wherever_secrets_and_their_beginnings_fall()
    {
        for (var seed = 0; seed < 1500; seed++)
        {
            var dice = new Random(seed);
            var text = new StringBuilder();
            while (text.Length < 400)
            {
                text.Append(Pieces[dice.Next(Pieces.Length)]);
            }

            Agree(text.ToString(), $"seed {seed}");
        }
    }

    [Fact]
    public void A_secret_across_the_border_of_two_pieces_is_masked()
    {
        foreach (var secret in Secrets)
        {
            for (var before = Piece - secret.Length - 2; before <= Piece + 2; before++)
            {
                var text = Encoding.UTF8.GetBytes(new string('.', before) + " " + secret + " " + new string('.', 40));
                var clean = SecretScrubber.Scrub(text, out var masked);

                masked.ShouldBe(1, $"{secret} at {before}");
                Encoding.UTF8.GetString(clean).ShouldNotContain(Body[..16]);
            }
        }
    }

    [Theory]
    [InlineData("key=")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----MIIEpAIBAAKCAQEAMIIEpAIBAAKC-----END RSA PRIVATE KEY-----")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----")]
    [InlineData("eyJhbGciOiJIUzI.")]
    [InlineData("Bearer a ")]
    [InlineData("\\n")]
    [InlineData("[0;")]
    public void The_time_for_hostile_text_grows_as_its_length(string unit)
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(unit, 16_000_000 / unit.Length)));
        var watch = Stopwatch.StartNew();
        SecretScrubber.Scrub(text, out _);

        // A tenth of a second as a rule; quadratic time would be hours.
        watch.Elapsed.TotalSeconds.ShouldBeLessThan(20);
    }

    private static void Agree(string text, string what)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var fast = SecretScrubber.Scrub(utf8, out var masked);
        var slow = SecretScrubberReference.Scrub(utf8, out var expected);

        Encoding.UTF8.GetString(fast).ShouldBe(Encoding.UTF8.GetString(slow), what);
        masked.ShouldBe(expected, what);
    }
}
