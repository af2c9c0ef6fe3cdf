using System.Buffers.Text;

namespace Opsroom.Telemetry.Redaction;

/// <summary>
/// The values of Kubernetes secrets: whatever a text that says <c>kind: Secret</c> gives to the keys of <c>data</c> and <c>stringData</c> beside it, in YAML or JSON, also
/// in the middle of other text. Nothing tells such a value from other text but where it stands.
/// </summary>
internal static class SecretManifests
{
    public const string Kind = "secret_value";

    /// <summary>Of a value that stands where base64 has to, and is none: whoever judges the manifest can tell without seeing it.</summary>
    public const string NotBase64 = "not_base64";

    private const string Word = "Secret";

    /// <summary>Further back no beginning of an object in braces is looked for.</summary>
    private const int MostBraces = 64;

    /// <summary>How often a text may be gone over, so that no text can take longer than its length.</summary>
    private const int MostPasses = 16;

    /// <summary>False where there certainly is none.</summary>
    public static bool MayStandIn(ReadOnlySpan<char> text) =>
        text.Contains(Word, StringComparison.Ordinal) && text.Contains("kind", StringComparison.Ordinal) && text.Contains("ata", StringComparison.Ordinal);

    public static void AddTo(ref List<SecretSpan>? found, ReadOnlySpan<char> text)
    {
        if (!MayStandIn(text))
        {
            return;
        }

        var left = (long)text.Length * MostPasses;
        for (var from = 0; text[from..].IndexOf(Word, StringComparison.Ordinal) is var hit and >= 0;)
        {
            var at = from + hit;
            from = at + Word.Length;
            if (KeyOf(text, at, out var isList) is { } key)
            {
                found ??= [];
                if (!InBraces(text, key, isList, found, ref left))
                {
                    SecretBlock.AddTo(found, text, key, isList);
                }
            }
        }
    }

    /// <summary>How a value that stands under a key of <c>data</c> is called.</summary>
    public static string KindOf(ReadOnlySpan<char> value, bool isEncoded) => !isEncoded || Base64.IsValid(value) ? Kind : NotBase64;

    /// <summary>Whether nothing is hidden in it, because nothing is there or a mask stands in its place already.</summary>
    public static bool IsNothing(ReadOnlySpan<char> value) => value.IsEmpty || value is "null" or "~" or "***" or "*** (changed)";

    public static bool IsValues(ReadOnlySpan<char> key) => key is "data" or "stringData";

    /// <summary>Where the key <c>kind</c> stands whose value begins here, its quote included; null where it is none.</summary>
    private static int? KeyOf(ReadOnlySpan<char> text, int at, out bool isList)
    {
        var end = at + Word.Length;
        isList = text[end..].StartsWith("List", StringComparison.Ordinal);
        end += isList ? 4 : 0;
        if (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_' or '-' or '.' or '/'))
        {
            return null;
        }

        var before = text[..at].TrimEnd("\"'\\").TrimEnd(" \t");
        if (!before.EndsWith(":", StringComparison.Ordinal))
        {
            return null;
        }

        before = before[..^1].TrimEnd(" \t").TrimEnd("\"'\\");
        if (!before.EndsWith("kind", StringComparison.Ordinal))
        {
            return null;
        }

        var key = before.Length - "kind".Length;
        if (key > 0 && (char.IsAsciiLetterOrDigit(text[key - 1]) || text[key - 1] is '_' or '-' or '.'))
        {
            return null;
        }

        while (key > 0 && text[key - 1] is '"' or '\'' or '\\')
        {
            key--;
        }

        return key;
    }

    /// <summary>Where the object that the key belongs to stands in braces; false where it does not.</summary>
    private static bool InBraces(ReadOnlySpan<char> text, int key, bool isList, List<SecretSpan> found, ref long left)
    {
        var open = key;
        for (var tries = 0; tries < MostBraces && left > 0 && (open = text[..open].LastIndexOf('{')) >= 0; tries++)
        {
            var cursor = new FlowCursor(text, open);
            var holds = false;
            for (var depth = 0; cursor.Read();)
            {
                depth += cursor.Depth;
                holds |= depth == 1 && cursor.Start <= key && key < cursor.End;
                if (depth == 0 || (cursor.Start > key && !holds))
                {
                    break;
                }
            }

            left -= cursor.End - open;
            if (holds)
            {
                AddValues(text, open, isList, found);
                return true;
            }
        }

        return false;
    }

    private static void AddValues(ReadOnlySpan<char> text, int open, bool isList, List<SecretSpan> found)
    {
        var cursor = new FlowCursor(text, open);
        for (var (depth, key) = (0, Range.All); cursor.Read();)
        {
            depth += cursor.Depth;
            if (depth == 0)
            {
                return;
            }

            if (cursor.IsScalar)
            {
                key = cursor.Content;
            }
            else if (cursor.IsColon && (depth == 1 || isList) && IsValues(text[key]))
            {
                AddMap(text, ref cursor, isEncoded: text[key] is "data", found);
            }
        }
    }

    /// <summary>The values of a mapping in braces that comes next, or what stands in its place.</summary>
    public static void AddMap(ReadOnlySpan<char> text, ref FlowCursor cursor, bool isEncoded, List<SecretSpan> found)
    {
        if (!cursor.Read())
        {
            return;
        }

        if (cursor.Depth <= 0)
        {
            Add(text, cursor.Content, isEncoded, found);
            return;
        }

        for (var (depth, isValue, from) = (1, false, 0); depth > 0 && cursor.Read();)
        {
            var was = depth;
            depth += cursor.Depth;
            if (was == 1 && depth == 1)
            {
                if (isValue && cursor.IsScalar)
                {
                    Add(text, cursor.Content, isEncoded, found);
                }

                isValue = cursor.IsColon || (isValue && cursor.IsScalar);
            }
            else if (was == 1 && depth == 2)
            {
                from = cursor.Start;
            }
            else if (was == 2 && depth == 1)
            {
                Add(text, from..cursor.End, isEncoded: false, found);
                isValue = false;
            }
        }
    }

    private static void Add(ReadOnlySpan<char> text, Range value, bool isEncoded, List<SecretSpan> found)
    {
        var (start, length) = value.GetOffsetAndLength(text.Length);
        if (!IsNothing(text.Slice(start, length)))
        {
            found.Add(new SecretSpan(start, length, KindOf(text.Slice(start, length), isEncoded), IsKnown: true));
        }
    }
}
