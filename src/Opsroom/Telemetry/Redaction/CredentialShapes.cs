using System.Buffers;
using System.Buffers.Text;

namespace Opsroom.Telemetry.Redaction;

/// <summary>A private key in PEM, also where its line ends are escaped and where its end was cut off.</summary>
internal sealed class PrivateKeyShape : ISecretShape
{
    private const string Dashes = "-----";
    private const string End = "-----END ";
    private const int LongestHeader = 80;

    public string Needle => "-----BEGIN ";

    public SecretSpan? Find(ReadOnlySpan<char> text, int at)
    {
        var rest = text[at..];
        var label = rest[Needle.Length..];
        label = label[..Math.Min(label.Length, LongestHeader)];
        var labelEnd = label.IndexOf(Dashes, StringComparison.Ordinal);
        if (labelEnd < 0 || !label[..labelEnd].Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            return null;
        }

        var body = Needle.Length + labelEnd + Dashes.Length;
        var end = rest[body..].IndexOf(End, StringComparison.Ordinal);
        if (end >= 0)
        {
            end += body + End.Length;
            var close = rest[end..].IndexOf(Dashes, StringComparison.Ordinal);
            return new SecretSpan(at, close is >= 0 and < LongestHeader ? end + close + Dashes.Length : end, "private_key");
        }

        return new SecretSpan(at, body + CharacterSets.RunOf(CharacterSets.Pem, rest[body..]), "private_key");
    }
}

/// <summary>The password of <c>scheme://user:password@host</c>, or the key that stands alone before the host.</summary>
internal sealed class UrlCredentialShape : ISecretShape
{
    private const int LongestAuthority = 1024;
    private const int ShortestLoneKey = 20;

    private static readonly SearchValues<char> EndOfAuthority = SearchValues.Create("/?# \t\r\n\"'`<>\\");
    private static readonly SearchValues<char> EndOfUrl = SearchValues.Create(" \t\r\n\"'`<>\\");

    public string Needle => "://";

    public SecretSpan? Find(ReadOnlySpan<char> text, int at)
    {
        var start = at + Needle.Length;
        var rest = text[start..];
        rest = rest[..Math.Min(rest.Length, LongestAuthority)];
        var userInfo = UserInfo(rest);
        if (userInfo.IsEmpty)
        {
            return null;
        }

        var token = RedactionToken.LengthAt(userInfo);
        var colon = userInfo[token..].IndexOf(':') is var next and >= 0 ? token + next : -1;
        if (colon < 0)
        {
            return token == 0 && userInfo.Length >= ShortestLoneKey && CharacterSets.HasDigit(userInfo)
                ? new SecretSpan(start, userInfo.Length, "url_password")
                : null;
        }

        var password = userInfo[(colon + 1)..];
        return password.IsEmpty || Placeholder.StandsInUrl(password) || RedactionToken.LengthAt(password) > 0
            ? null
            : new SecretSpan(start + colon + 1, password.Length, "url_password");
    }

    /// <summary>What stands before the host; a password that holds an unescaped slash belongs to it, a port does not.</summary>
    private static ReadOnlySpan<char> UserInfo(ReadOnlySpan<char> rest)
    {
        var authority = Upto(rest, EndOfAuthority);
        if (authority.LastIndexOf('@') is var at and >= 0)
        {
            var behind = rest[authority.Length..];
            var later = authority.Contains(':') && behind.StartsWith('/') && !LooksLikeHost(authority[(at + 1)..]) ? Upto(rest, EndOfUrl).LastIndexOf('@') : -1;
            return rest[..Math.Max(at, later)];
        }

        var colon = authority.IndexOf(':');
        if (colon < 0 || authority.Length == rest.Length || rest[authority.Length] is not ('/' or '#' or '?') || !authority[(colon + 1)..].ContainsAnyExcept(CharacterSets.DigitsOnly))
        {
            return default;
        }

        var url = Upto(rest, EndOfUrl);
        return url.LastIndexOf('@') is var last and >= 0 ? url[..last] : default;
    }

    private static bool LooksLikeHost(ReadOnlySpan<char> host) =>
        host.ContainsAny(".:[") || host.IsEmpty || host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || !CharacterSets.HasDigit(host);

    private static ReadOnlySpan<char> Upto(ReadOnlySpan<char> text, SearchValues<char> ends) =>
        text.IndexOfAny(ends) is var end and >= 0 ? text[..end] : text;
}

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
        var end = cursor.Rest.IndexOfAny(EndOfHeader);
        var value = end < 0 ? cursor.Rest : cursor.Rest[..end];
        var name = CharacterSets.RunOf(CharacterSets.Identifier, value);
        return name > 0 && name < value.Length - 1 && value[name] == '=' && !Placeholder.Stands(value[(name + 1)..]) && RedactionToken.LengthAt(value[(name + 1)..]) == 0
            ? new SecretSpan(cursor.Position, value.TrimEnd().Length, "cookie")
            : null;
    }
}

/// <summary>The password of <c>curl -u user:password</c>.</summary>
/// <param name="flag">The flag with its blank.</param>
internal sealed class CommandUserShape(string flag) : ISecretShape
{
    private const int LongestCommand = 400;

    private static readonly SearchValues<char> EndOfArgument = SearchValues.Create(" \t\r\n\"'`");

    public string Needle => flag;

    public SecretSpan? Find(ReadOnlySpan<char> text, int at)
    {
        var before = text[Math.Max(0, at - LongestCommand)..at];
        before = before[(before.LastIndexOf('\n') + 1)..];
        if (before.IsEmpty || before[^1] is not (' ' or '\t') || !before.Contains("curl", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var cursor = new TextCursor(text, at + flag.Length);
        cursor.SkipBlanks();
        cursor.TakeOpeningQuote(out _, out _);
        var end = cursor.Rest.IndexOfAny(EndOfArgument);
        var argument = end < 0 ? cursor.Rest : cursor.Rest[..end];
        var colon = argument.IndexOf(':');
        var password = argument[(colon + 1)..];
        return colon > 0 && SecretValue.IsSecret(password, Sensitivity.Strong, quoted: true)
            ? new SecretSpan(cursor.Position + colon + 1, password.Length, "password")
            : null;
    }
}
