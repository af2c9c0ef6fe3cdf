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

    [GeneratedRegex(@"\[redacted:[a-z_]+:[0-9a-f]{8}\]", RegexOptions.None, 1000)]
    private static partial Regex Token();
}
