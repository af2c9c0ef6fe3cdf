using System.Security.Cryptography;
using System.Text;
using Opsroom.Threads;

namespace Opsroom.Telemetry.Redaction;

/// <summary>What stands in a secret's place: <c>[redacted:kind:8 hex digits]</c>, the same for the same secret within a thread, and telling nothing about it.</summary>
internal static class RedactionToken
{
    public const string Opening = "[redacted:";

    /// <summary>Of a secret that was a JSON number, so that it can be given back as one.</summary>
    public const string NumberKind = "number";

    private const int DigitCount = 8;
    private const int LongestKind = 32;

    /// <summary>The key under which the secrets of one thread are named.</summary>
    public static byte[] ThreadKeyOf(ReadOnlySpan<byte> dataKey, ThreadKey thread) =>
        HMACSHA256.HashData(dataKey, Encoding.UTF8.GetBytes($"opsroom redaction\0{thread.Tenant}\0{thread.Id.Value}"));

    public static string For(ReadOnlySpan<char> secret, string kind, ReadOnlySpan<byte> threadKey)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(secret)];
        Encoding.UTF8.GetBytes(secret, bytes);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(threadKey, bytes, mac);
        CryptographicOperations.ZeroMemory(bytes);
        return $"{Opening}{kind}:{Convert.ToHexStringLower(mac[..(DigitCount / 2)])}]";
    }

    /// <summary>The length of the token that the text begins with; 0 where it begins with none.</summary>
    public static int LengthAt(ReadOnlySpan<char> text)
    {
        if (!text.StartsWith(Opening, StringComparison.Ordinal))
        {
            return 0;
        }

        var kind = text[Opening.Length..].IndexOf(':');
        var digits = Opening.Length + kind + 1;
        var end = digits + DigitCount;
        if (kind is <= 0 or > LongestKind || text.Length <= end || text[end] != ']')
        {
            return 0;
        }

        var wellFormed = !text[Opening.Length..(digits - 1)].ContainsAnyExcept(CharacterSets.Kind)
            && !text[digits..end].ContainsAnyExcept(CharacterSets.LowerHex);
        return wellFormed ? end + 1 : 0;
    }

    /// <summary>Where the first token begins; -1 where there is none.</summary>
    public static int IndexIn(ReadOnlySpan<char> text)
    {
        for (var from = 0; ;)
        {
            var found = text[from..].IndexOf(Opening, StringComparison.Ordinal);
            if (found < 0)
            {
                return -1;
            }

            from += found;
            if (LengthAt(text[from..]) > 0)
            {
                return from;
            }

            from += Opening.Length;
        }
    }

    /// <summary>Takes tokens of earlier redactions out of the spans: a span ends where a token begins, and goes on behind it.</summary>
    public static List<SecretSpan> LeaveOut(List<SecretSpan> spans, ReadOnlySpan<char> text)
    {
        for (var from = 0; IndexIn(text[from..]) is var hit and >= 0;)
        {
            var start = from + hit;
            from = start + LengthAt(text[start..]);
            for (var i = spans.Count - 1; i >= 0; i--)
            {
                var span = spans[i];
                if (span.Start >= from || span.End <= start)
                {
                    continue;
                }

                spans.RemoveAt(i);
                if (span.End > from)
                {
                    spans.Insert(i, span with { Start = from, Length = span.End - from });
                }

                if (span.Start < start)
                {
                    spans.Insert(i, span with { Length = start - span.Start });
                }
            }
        }

        return spans;
    }
}
