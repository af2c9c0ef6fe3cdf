using System.Buffers;

namespace Opsroom.Telemetry.Redaction;

/// <summary>The password of <c>scheme://user:password@host</c>, or the key that stands alone before the host.</summary>
internal sealed class UrlCredentialShape : ISecretShape
{
    private const int LongestAuthority = 1024;
    private const int ShortestLoneKey = 20;

    private static readonly SearchValues<char> EndOfAuthority = SearchValues.Create("/?# \t\r\n\"'`<>\\");
    private static readonly SearchValues<char> EndOfUrl = SearchValues.Create(" \t\r\n\"'`<>\\");

    public string Needle => "://";

    public bool MayApply(ReadOnlySpan<char> text, int at) => text.Slice(at, Math.Min(text.Length - at, LongestAuthority)).Contains('@');

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
