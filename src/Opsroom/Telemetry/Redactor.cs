using System.Text;
using Opsroom.Telemetry.Redaction;
using Opsroom.Threads;

namespace Opsroom.Telemetry;

/// <summary>
/// The one point that redacts: before append, log, trace, stream and model. A secret becomes <c>[redacted:kind:8 hex digits]</c>,
/// the same for the same secret within a thread, also after a restart. Redacting twice changes nothing.
/// </summary>
public sealed class Redactor
{
    // each pass only finds what the replacements of the one before it laid bare; two are the rule
    private const int MostPasses = 8;

    private readonly byte[] _dataKey;
    private readonly SecretScanner _scanner;

    /// <param name="dataKey">Names the secrets; see <see cref="DataKey"/>.</param>
    /// <param name="configured">Values that are secret whatever they look like.</param>
    public Redactor(ReadOnlySpan<byte> dataKey, IEnumerable<ConfiguredSecret> configured)
    {
        _dataKey = dataKey.ToArray();
        _scanner = new SecretScanner(configured);
    }

    /// <param name="text">Any text.</param>
    /// <param name="thread">Within which tokens are stable; <c>default</c> for what belongs to no thread.</param>
    public RedactedText Redact(string text, ThreadKey thread)
    {
        var spans = _scanner.Scan(text);
        if (spans is null || spans.Count == 0)
        {
            return new RedactedText(text, 0);
        }

        var key = RedactionToken.ThreadKeyOf(_dataKey, thread);
        var secrets = 0;
        for (var pass = 0; pass < MostPasses && spans is { Count: > 0 }; pass++)
        {
            secrets += spans.Count;
            text = Replace(text, spans, key);
            spans = _scanner.Scan(text);
        }

        return new RedactedText(text, secrets);
    }

    /// <summary>Redacts the strings of a JSON document: by what they hold, and by the names of the properties they belong to.</summary>
    /// <param name="utf8Json">One valid JSON value.</param>
    /// <param name="redacted">The document with only the redacted strings changed; empty where nothing was found.</param>
    /// <returns>False, without having allocated, where there is nothing to redact.</returns>
    public bool TryRedactJson(ReadOnlySpan<byte> utf8Json, ThreadKey thread, out byte[] redacted) =>
        new JsonRedaction(this, _scanner, thread).TryRedact(utf8Json, out redacted);


    internal string TokenFor(ReadOnlySpan<char> secret, string kind, ThreadKey thread) =>
        RedactionToken.For(secret, kind, RedactionToken.ThreadKeyOf(_dataKey, thread));

    private static string Replace(string text, List<SecretSpan> spans, byte[] key)
    {
        var result = new StringBuilder(text.Length + (spans.Count * 16));
        var from = 0;
        foreach (var span in spans)
        {
            result.Append(text, from, span.Start - from).Append(RedactionToken.For(text.AsSpan(span.Start, span.Length), span.Kind, key));
            from = span.End;
        }

        return result.Append(text, from, text.Length - from).ToString();
    }
}
