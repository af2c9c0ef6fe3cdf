using System.Buffers;
using System.Text.RegularExpressions;

namespace Opsroom.Telemetry.Redaction;

/// <summary>A key that is told by a mark in its middle.</summary>
/// <param name="Mark">What stands in the middle.</param>
/// <param name="Lead">How many characters stand before the mark.</param>
/// <param name="Shortest">Length of the whole key at least.</param>
/// <param name="Longest">Length of the whole key at most.</param>
internal sealed record MarkedKeyShape(string Mark, int Lead, string Kind, SearchValues<char> Alphabet, int Shortest, int Longest)
{
    /// <param name="at">Where the mark stands.</param>
    public SecretSpan? Find(ReadOnlySpan<char> text, int at)
    {
        var start = at - Lead;
        if (start < 0 || !Boundary.Before(text, start))
        {
            return null;
        }

        var length = CharacterSets.RunOf(Alphabet, text[start..]);
        return length >= Shortest && length <= Longest ? new SecretSpan(start, length, Kind, IsKnown: true) : null;
    }
}

/// <summary>Slack's tokens: <c>xoxb-</c>, <c>xoxp-</c> and their like.</summary>
internal sealed partial class SlackKeyShape : IKeyShape
{
    public string Prefix => "xox";

    public SecretSpan? Find(ReadOnlySpan<char> text, int at) => AnchoredMatch.Find(Shape(), text, at, "slack");

    [GeneratedRegex(@"\Axox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{15,}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Shape();
}

/// <summary>Harness's personal and service account tokens: kind, account, id and value, joined by dots.</summary>
internal sealed partial class HarnessKeyShape(string prefix) : IKeyShape
{
    private const int Shortest = 24;

    public string Prefix => prefix;

    public SecretSpan? Find(ReadOnlySpan<char> text, int at)
    {
        var length = AnchoredMatch.Length(Shape(), text[at..]);
        return length >= Shortest && CharacterSets.HasDigit(text.Slice(at, length)) ? new SecretSpan(at, length, "harness", IsKnown: true) : null;
    }

    [GeneratedRegex(@"\A[ps]at(?:\.[A-Za-z0-9_-]{4,64}){3}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Shape();
}

/// <summary>Signed and encrypted JSON web tokens.</summary>
internal sealed partial class JsonWebTokenShape : IKeyShape
{
    public string Prefix => "eyJ";

    public SecretSpan? Find(ReadOnlySpan<char> text, int at) => AnchoredMatch.Find(Shape(), text, at, "jwt");

    [GeneratedRegex(@"\AeyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]+){0,2}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Shape();
}

/// <summary>The identifier of an AWS access key; <see cref="AwsSecrets"/> finds the secret that stands beside it.</summary>
internal sealed partial class AwsKeyShape(string prefix) : IKeyShape
{
    public const string Kind = "aws_access_key";

    public string Prefix => prefix;

    public SecretSpan? Find(ReadOnlySpan<char> text, int at) => AnchoredMatch.Find(Shape(), text, at, Kind);

    [GeneratedRegex(@"\AA(?:KIA|SIA)[A-Z0-9]{16}(?![A-Za-z0-9])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Shape();
}

internal static class AnchoredMatch
{
    /// <summary>The key that is all of the match at a place; null where there is none.</summary>
    public static SecretSpan? Find(Regex anchored, ReadOnlySpan<char> text, int at, string kind) =>
        Length(anchored, text[at..]) is var length and > 0 ? new SecretSpan(at, length, kind, IsKnown: true) : null;

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
