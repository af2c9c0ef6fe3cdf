using System.Text.RegularExpressions;
using Opsroom.Telemetry;
using Opsroom.Threads;

namespace Opsroom.Tests.Telemetry;

public sealed partial class RedactorTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly ThreadKey Thread = new("default", ThreadId.Parse("thread-1"));
    private static readonly Redactor Redactor = new(Key, [new ConfiguredSecret("vault", "Tr0ub4dor&3 \"quoted\"")]);

    [Theory]
    [MemberData(nameof(SecretSamples.Secrets), MemberType = typeof(SecretSamples))]
    public void A_secret_is_replaced_and_what_surrounds_it_stays(string text, string secret, string kind)
    {
        var redacted = Redactor.Redact(text, Thread);

        var at = text.LastIndexOf(secret, StringComparison.Ordinal);
        var token = Assert.Single(Token().Matches(redacted.Text)).Value;
        Assert.StartsWith($"[redacted:{kind}:", token, StringComparison.Ordinal);
        Assert.Equal(text[..at] + token + text[(at + secret.Length)..], redacted.Text);
        Assert.Equal(redacted.Text, Redactor.Redact(redacted.Text, Thread).Text);
    }

    [Theory]
    [MemberData(nameof(SecretSamples.Harmless), MemberType = typeof(SecretSamples))]
    public void What_is_no_secret_stays(string text)
    {
        var redacted = Redactor.Redact(text, Thread);

        Assert.Equal(text, redacted.Text);
        Assert.Equal(0, redacted.Secrets);
    }

    [Fact]
    public void A_secret_has_the_same_token_everywhere_in_a_thread_and_after_a_restart()
    {
        var first = Redactor.Redact("password=hunter2", Thread).Text["password=".Length..];
        var restarted = new Redactor(Key, []);

        Assert.Equal($"DB_PASSWD: '{first}'", Redactor.Redact("DB_PASSWD: 'hunter2'", Thread).Text);
        Assert.Equal($"password={first}", restarted.Redact("password=hunter2", Thread).Text);
    }

    [Fact]
    public void Tokens_of_two_threads_tenants_or_servers_cannot_be_linked()
    {
        var tokens = new[]
        {
            Redactor.Redact("password=hunter2", Thread),
            Redactor.Redact("password=hunter2", new ThreadKey("default", ThreadId.Parse("thread-2"))),
            Redactor.Redact("password=hunter2", Thread with { Tenant = "acme" }),
            Redactor.Redact("password=hunter2", default),
            new Redactor(new byte[32], []).Redact("password=hunter2", Thread),
        };

        Assert.Equal(tokens.Length, tokens.Select(token => token.Text).Distinct().Count());
    }

    [Fact]
    public void A_known_key_is_called_by_its_shape_wherever_it_stands()
    {
        var key = "sk-ant-" + "api03-a1b2c3d4e5f6g7h8i9j0";
        var token = Redactor.Redact(key, Thread).Text;

        Assert.StartsWith("[redacted:anthropic:", token, StringComparison.Ordinal);
        Assert.Equal($"api_key: \"{token}\", Authorization: Bearer {token}", Redactor.Redact($"api_key: \"{key}\", Authorization: Bearer {key}", Thread).Text);
    }

    [Fact]
    public void The_secret_of_an_aws_key_is_found_beside_it()
    {
        var secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCY" + "EXAMPLEKEY";

        var redacted = Redactor.Redact($"AKIA{"IOSFODNN7EXAMPLE"} and then {secret}, commit 64ae20a1b2c3d4e5f60718293a4b5c6d7e8f9012", Thread);

        Assert.Equal(2, redacted.Secrets);
        Assert.DoesNotContain(secret, redacted.Text, StringComparison.Ordinal);
        Assert.EndsWith(", commit 64ae20a1b2c3d4e5f60718293a4b5c6d7e8f9012", redacted.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_in_the_place_of_a_user_is_found_too()
    {
        var key = "ghp" + "_16C7e42F292c6912E7710c838347Ae178B4a";

        var url = Redactor.Redact($"git clone https://{key}:x-oauth-basic@github.com/a/b", Thread);
        var command = Redactor.Redact($"curl -u {key}:x-oauth-basic https://api", Thread);

        Assert.DoesNotContain(key, url.Text + command.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres")]
    [InlineData("short")]
    [InlineData("********")]
    public void A_configured_value_that_is_ordinary_text_is_not_looked_for(string value)
    {
        var redactor = new Redactor(Key, [new ConfiguredSecret("store", value)]);

        Assert.Equal(0, redactor.Redact($"about {value} here", Thread).Secrets);
    }

    [GeneratedRegex(@"\[redacted:[a-z_]+:[0-9a-f]{8}\]", RegexOptions.None, 1000)]
    private static partial Regex Token();
}
