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
        var end = text.Length;
        var redacted = RedactBetween(text, 0, ref end, thread, out var secrets);
        return new RedactedText(redacted, secrets);
    }

    internal RedactedText Redact(string text, ThreadKey thread, IDictionary<string, string>? found)
    {
        var end = text.Length;
        var redacted = RedactBetween(text, 0, ref end, thread, out var secrets, found);
        return new RedactedText(redacted, secrets);
    }

    /// <summary>Redacts the strings of a JSON document: by what they hold, and by the names of the properties they belong to.</summary>
    /// <param name="utf8Json">One valid JSON value.</param>
    /// <param name="redacted">The document with only the redacted strings changed; empty where nothing was found.</param>
    /// <returns>False, without having allocated, where there is nothing to redact.</returns>
    /// <param name="found">Receives what was taken out, by the token that stands in its place.</param>
    public bool TryRedactJson(ReadOnlySpan<byte> utf8Json, ThreadKey thread, out byte[] redacted, IDictionary<string, string>? found = null) =>
        new JsonRedaction(this, _scanner, thread, found).TryRedact(utf8Json, out redacted);

    /// <summary>For text that comes in pieces; one for each stream.</summary>
    public StreamingRedactor Stream(ThreadKey thread) => new(this, _scanner, thread);

    internal string TokenFor(ReadOnlySpan<char> secret, string kind, ThreadKey thread, IDictionary<string, string>? found)
    {
        var token = RedactionToken.For(secret, kind, RedactionToken.ThreadKeyOf(_dataKey, thread));
        found?.TryAdd(token, secret.ToString());
        return token;
    }

    /// <summary>Redacts a part of a text in the light of what stands around it.</summary>
    /// <param name="end">Where the part ends, before and after.</param>
    internal string RedactBetween(string text, int start, ref int end, ThreadKey thread, out int secrets, IDictionary<string, string>? found = null)
    {
        secrets = 0;
        byte[]? key = null;
        for (var pass = 0; pass < MostPasses; pass++)
        {
            var until = end;
            var spans = _scanner.Scan(text);
            spans?.RemoveAll(span => span.End <= start || span.End > until);
            if (spans is null || spans.Count == 0)
            {
                break;
            }

            key ??= RedactionToken.ThreadKeyOf(_dataKey, thread);
            secrets += spans.Count;
            var length = text.Length;
            text = Replace(text, start, spans, key, found);
            end += text.Length - length;
        }

        return text;
    }

    private static string Replace(string text, int from, List<SecretSpan> spans, byte[] key, IDictionary<string, string>? found)
    {
        var result = new StringBuilder(text.Length + (spans.Count * 16));
        var copied = 0;
        foreach (var span in spans)
        {
            var start = Math.Max(span.Start, from);
            var token = RedactionToken.For(text.AsSpan(start, span.End - start), span.Kind, key);
            found?.TryAdd(token, text[start..span.End]);
            result.Append(text, copied, start - copied).Append(token);
            copied = span.End;
        }

        return result.Append(text, copied, text.Length - copied).ToString();
    }
}
