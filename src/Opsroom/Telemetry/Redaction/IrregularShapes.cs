using System.Buffers;
using System.Text.RegularExpressions;

namespace Opsroom.Telemetry.Redaction;

/// <summary>A key that is told by a mark in its middle.</summary>
/// <param name="Mark">What stands in the middle.</param>
/// <param name="Lead">How many characters stand before the mark.</param>
/// <param name="Shortest">Length of the whole key at least.</param>
/// <param name="Longest">Length of the whole key at most.</param>
internal sealed record MarkedKeyShape(string Mark, int Lead, string Kind, SearchValues<char> Alphabet, int Shortest, int Longest) : ISecretShape
{
    public string Needle => Mark;

    public SecretSpan? Find(ReadOnlySpan<char> text, int at)
    {
        var start = at - Lead;
        if (start < 0 || !text[at..].StartsWith(Mark, StringComparison.Ordinal) || !Boundary.Before(text, start))
        {
            return null;
        }

        var length = CharacterSets.RunOf(Alphabet, text[start..]);
        return length >= Shortest && length <= Longest ? new SecretSpan(start, length, Kind) : null;
    }
}

/// <summary>Slack's tokens: <c>xoxb-</c>, <c>xoxp-</c> and their like.</summary>
internal sealed partial class SlackKeyShape : ISecretShape
{
    public string Needle => "xox";

    public SecretSpan? Find(ReadOnlySpan<char> text, int at) =>
        Boundary.Before(text, at) && AnchoredMatch.Length(Shape(), text[at..]) is var length and > 0 ? new SecretSpan(at, length, "slack") : null;

    [GeneratedRegex(@"\Axox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{10,}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Shape();
}

/// <summary>Harness's personal and service account tokens: kind, account, id and value, joined by dots.</summary>
internal sealed partial class HarnessKeyShape(string prefix) : ISecretShape
{
    private const int Shortest = 24;

    public string Needle => prefix;

    public SecretSpan? Find(ReadOnlySpan<char> text, int at)
    {
        var length = Boundary.Before(text, at) ? AnchoredMatch.Length(Shape(), text[at..]) : 0;
        return length >= Shortest && CharacterSets.HasDigit(text.Slice(at, length)) ? new SecretSpan(at, length, "harness") : null;
    }

    [GeneratedRegex(@"\A[ps]at(?:\.[A-Za-z0-9_-]{4,64}){3}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Shape();
}

/// <summary>Signed and encrypted JSON web tokens.</summary>
internal sealed partial class JsonWebTokenShape : ISecretShape
{
    public string Needle => "eyJ";

    public SecretSpan? Find(ReadOnlySpan<char> text, int at) =>
        Boundary.Before(text, at) && AnchoredMatch.Length(Shape(), text[at..]) is var length and > 0 ? new SecretSpan(at, length, "jwt") : null;

    [GeneratedRegex(@"\AeyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]+){0,2}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Shape();
}

/// <summary>The identifier of an AWS access key; <see cref="NearbySecret"/> finds the secret that stands beside it.</summary>
internal sealed partial class AwsKeyShape(string prefix) : ISecretShape
{
    public const string Kind = "aws_access_key";

    public string Needle => prefix;

    public SecretSpan? Find(ReadOnlySpan<char> text, int at) =>
        Boundary.Before(text, at) && AnchoredMatch.Length(Shape(), text[at..]) is var length and > 0 ? new SecretSpan(at, length, Kind) : null;

    /// <summary>Forty characters of base64 that follow the identifier closely and are not a hash.</summary>
    public static SecretSpan? NearbySecret(ReadOnlySpan<char> text, int from)
    {
        const int Reach = 160;
        const int SecretLength = 40;
        var end = Math.Min(text.Length, from + Reach);
        for (var at = from; at < end;)
        {
            var length = CharacterSets.RunOf(CharacterSets.Base64, text[at..]);
            var run = text.Slice(at, length);
            var assigned = run.Length > SecretLength && run.LastIndexOf('=') == run.Length - SecretLength - 1;
            var secret = assigned ? run[^SecretLength..] : run;
            if (secret.Length == SecretLength && IsMixed(secret))
            {
                return new SecretSpan(at + length - SecretLength, SecretLength, "aws_secret_key");
            }

            at += length + 1;
        }

        return null;
    }

    private static bool IsMixed(ReadOnlySpan<char> text) =>
        CharacterSets.HasDigit(text) && text.ContainsAnyInRange('A', 'Z') && text.ContainsAnyInRange('a', 'z');

    [GeneratedRegex(@"\AA(?:KIA|SIA)[A-Z0-9]{16}(?![A-Za-z0-9])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Shape();
}

internal static class AnchoredMatch
{
    /// <summary>How long the match at the beginning of the text is; 0 where there is none.</summary>
    public static int Length(Regex anchored, ReadOnlySpan<char> text)
    {
        foreach (var match in anchored.EnumerateMatches(text))
        {
            return match.Length;
        }

        return 0;
    }
}
