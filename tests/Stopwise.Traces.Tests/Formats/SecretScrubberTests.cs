using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Stopwise.Traces.Formats;

/// <summary>The keys are made up, and put together here so that no scanner takes this file for a leak.</summary>
public class SecretScrubberTests
{
    private const string Body = "Zk3Qw9Lr7TxV2mNc8BdJ5sHf4GyP1aUe6Ri0";

    public static TheoryData<string, string> Secrets =>
        new()
        {
            { "anthropic-key", "sk-" + "ant-api03-" + Body },
            { "openai-key", "sk-" + "proj-" + Body },
            { "openai-key", "sk-" + Body },
            { "aws-key-id", "AKIA" + "QX3ZP7LM9NBV2CTR" },
            { "github-token", "ghp" + "_" + Body },
            { "github-token", "github" + "_pat_" + Body },
            { "slack-token", "xoxb" + "-123456789012-" + Body },
            { "google-key", "AIza" + Body[..35] },
            { "huggingface-token", "hf" + "_" + Body },
            { "jwt", "eyJ" + "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVPmB92K27uhbUJU1p1r" },
        };

    [Theory, MemberData(nameof(Secrets))]
    public void A_key_is_masked_wherever_it_stands(string kind, string secret)
    {
        foreach (
            var around in new[]
            {
                "{0}",
                "use {0} now",
                "\n{0}\n",
                "\u001b[1;32m{0}\u001b[0m",
                "x=\"{0}\"",
                "({0})",
                "'{0}',",
            }
        )
        {
            var text = string.Format(System.Globalization.CultureInfo.InvariantCulture, around, secret);
            Assert.DoesNotContain(secret, Clean(text, out var masked), StringComparison.Ordinal);
            Assert.Equal(1, masked);
            foreach (
                var json in new[]
                {
                    JsonSerializer.Serialize(new { text }),
                    JsonSerializer.Serialize(JsonSerializer.Serialize(new { text })),
                }
            )
            {
                var clean = Clean(json, out masked);
                Assert.Equal((json, 1), (json, masked));
                Assert.DoesNotContain(secret, clean, StringComparison.Ordinal);
                Assert.Contains($"[masked:{kind}]", clean, StringComparison.Ordinal);
                using var document = JsonDocument.Parse(clean);
            }
        }
    }

    [Fact]
    public void A_private_key_is_masked_to_its_end_and_no_further()
    {
        var pem =
            "-----BEGIN RSA " + "PRIVATE KEY-----\n" + Body + "\n" + Body + "\n-----END RSA " + "PRIVATE KEY-----";
        var text = $"before {pem} after";

        Assert.Equal("before [masked:private-key] after", Clean(text, out _));
        var json = Clean(JsonSerializer.Serialize(JsonSerializer.Serialize(new { text })), out _);
        using var document = JsonDocument.Parse(json);
        using var inner = JsonDocument.Parse(document.RootElement.GetString()!);
        Assert.Equal("before [masked:private-key] after", inner.RootElement.GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("API_KEY={0}")]
    [InlineData("export DB_PASSWORD=\"{0}\"")]
    [InlineData("\"auth_token\": \"{0}\"")]
    [InlineData("aws_secret_access_key = {0}")]
    [InlineData("Authorization: Bearer {0}")]
    public void An_irregular_value_is_masked_where_its_name_says_what_it_is(string around)
    {
        var text = string.Format(System.Globalization.CultureInfo.InvariantCulture, around, Body);

        Assert.DoesNotContain(Body, Clean(text, out var masked), StringComparison.Ordinal);
        Assert.Equal(1, masked);
        var json = Clean(JsonSerializer.Serialize(new { text }), out _);
        Assert.DoesNotContain(Body, json, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(json);
    }

    [Theory]
    [InlineData("commit 3f786850e387550fdab836ed7e6dc881de23001b")]
    [InlineData("key=3f786850e387550fdab836ed7e6dc881de23001b")]
    [InlineData("token: 123e4567-e89b-12d3-a456-426614174000")]
    [InlineData("password = get_password_from_environment()")]
    [InlineData("sort(key=lambda item: item.value_of_thing)")]
    [InlineData("cache_key = self.make_key(request)")]
    [InlineData("token=request.META.get('HTTP_X')")]
    [InlineData("PASSWORD=hunter2")]
    [InlineData("task-scheduling-and-more-words-here")]
    [InlineData("sk-learn-is-a-library-with-a-long-name")]
    [InlineData("/usr/lib/python3.11/site-packages/secrets.py: 12")]
    [InlineData("\"tool_use_id\":\"toolu_01A09q90qw90lq917835lq9\"")]
    public void Commits_identifiers_and_code_are_left_alone(string text)
    {
        Assert.Equal(text, Clean(text, out var masked));
        Assert.Equal(0, masked);
    }

    [Fact]
    public void A_secret_that_a_recorder_cut_in_two_is_masked_in_the_run_and_in_its_original()
    {
        var secret = "sk-" + "ant-api03-" + Body;
        using var folder = new SourceFolder();
        folder.Write(
            "a.cast",
            Samples.Cast(Samples.Stream.Replace("I look.", $"It is {secret}.", StringComparison.Ordinal), piece: 5)
        );
        var found = Assert.Single(folder.Import().OfType<RunFound>());

        Assert.Contains("[masked:anthropic-key]", found.Run.Steps[0].Message, StringComparison.Ordinal);
        Assert.Equal(1, found.Run.SecretsMasked);
        Assert.DoesNotContain(Body, Encoding.UTF8.GetString(found.Originals[0].Content.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_full_of_beginnings_costs_no_more_than_plain_text()
    {
        var hostile = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("key=token=eyJ-----BEGIN sk-", 100_000)));
        var watch = Stopwatch.StartNew();
        SecretScrubber.Scrub(hostile, out _);

        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 10);
    }

    private static string Clean(string text, out int masked) =>
        Encoding.UTF8.GetString(SecretScrubber.Scrub(Encoding.UTF8.GetBytes(text), out masked));
}
