using System.Buffers;
using System.Buffers.Text;

namespace Opsroom.Telemetry.Redaction;

/// <summary>The value of an Authorization header, whatever its notation.</summary>
internal sealed class AuthorizationShape : ISecretShape
{
    private static readonly string[] Schemes = ["Bearer", "Basic", "Token", "ApiKey", "Api-Key", "Key", "Digest", "Negotiate", "GenieKey"];

    public string Needle => "authorization";

    public SecretSpan? Find(ReadOnlySpan<char> text, int at)
    {
        var cursor = new TextCursor(text, at + Needle.Length);
        cursor.SkipClosingQuotes();
        cursor.SkipBlanks();
        if (!cursor.TakeAssignment() && !cursor.Take(','))
        {
            return null;
        }

        cursor.SkipBlanks();
        cursor.TakeOpeningQuote(out _, out _);
        var named = false;
        foreach (var scheme in Schemes)
        {
            named |= !named && cursor.TakeWord(scheme);
        }

        cursor.SkipBlanks();
        var value = cursor.Rest[..CharacterSets.RunOf(CharacterSets.Bearer, cursor.Rest)];
        var sensitivity = named ? Sensitivity.Strong : Sensitivity.Weak;
        return SecretValue.IsSecret(value, sensitivity, quoted: named) ? new SecretSpan(cursor.Position, value.Length, "authorization") : null;
    }
}

/// <summary>A credential that follows the word Bearer or Basic.</summary>
internal sealed class SchemeShape(string scheme) : ISecretShape
{
    private const int ShortestBearer = 8;
    private const int LongestBasic = 512;

    public string Needle => scheme + " ";

    public SecretSpan? Find(ReadOnlySpan<char> text, int at)
    {
        if (!Boundary.Before(text, at))
        {
            return null;
        }

        var start = at + Needle.Length;
        var value = text.Slice(start, CharacterSets.RunOf(CharacterSets.Bearer, text[start..])).TrimEnd('.');
        var secret = scheme == "basic" ? IsUserAndPassword(value) : value.Length >= ShortestBearer && SecretValue.IsSecret(value, Sensitivity.Weak, quoted: false);
        return secret ? new SecretSpan(start, value.Length, "authorization") : null;
    }

    private static bool IsUserAndPassword(ReadOnlySpan<char> value)
    {
        if (value.Length is < 6 or > LongestBasic || !Base64.IsValid(value, out var length))
        {
            return false;
        }

        Span<byte> decoded = stackalloc byte[length];
        return Convert.TryFromBase64Chars(value, decoded, out var written)
            && decoded[..written].IndexOf((byte)':') > 0
            && !decoded[..written].ContainsAnyInRange((byte)0, (byte)31);
    }
}

/// <summary>The values of a Cookie or Set-Cookie header.</summary>
internal sealed class CookieShape : ISecretShape
{
    private const int LongestHeader = 8192;

    private static readonly SearchValues<char> EndOfHeader = SearchValues.Create("\r\n\"'`\\<>");

    public string Needle => "cookie";

    public SecretSpan? Find(ReadOnlySpan<char> text, int at)
    {
        var cursor = new TextCursor(text, at + Needle.Length);
        cursor.SkipClosingQuotes();
        if (!cursor.Take(':'))
        {
            return null;
        }

        cursor.SkipBlanks();
        cursor.TakeOpeningQuote(out _, out _);
        var value = cursor.Rest[..Math.Min(cursor.Rest.Length, LongestHeader)];
        value = value.IndexOfAny(EndOfHeader) is var end and >= 0 ? value[..end] : value;
        var name = CharacterSets.RunOf(CharacterSets.Identifier, value);
        return name > 0 && name < value.Length - 1 && value[name] == '=' && !Placeholder.Stands(value[(name + 1)..]) && RedactionToken.LengthAt(value[(name + 1)..]) == 0
            ? new SecretSpan(cursor.Position, value.TrimEnd().Length, "cookie")
            : null;
    }
}
