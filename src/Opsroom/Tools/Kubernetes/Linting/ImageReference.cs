using System.Text.RegularExpressions;

namespace Opsroom.Tools.Kubernetes.Linting;

/// <summary>A container image as it is named: <c>[registry/]repository[:tag][@digest]</c>, by the grammar of distribution/reference.</summary>
internal sealed partial record ImageReference(string? Registry, string Repository, string? Tag, string? Digest)
{
    /// <summary>Tags that are moved to another image with every build.</summary>
    private static readonly HashSet<string> Moving = new(StringComparer.OrdinalIgnoreCase) { "latest", "stable", "edge", "nightly", "main", "master", "dev", "develop", "staging", "prod", "production", "canary", "head", "current", "snapshot" };

    /// <summary>Whether the tag is one that moves from image to image.</summary>
    public bool HasMovingTag => Tag is not null && Moving.Contains(Tag);

    /// <summary>Whether the name means the same image tomorrow, as far as its form tells.</summary>
    public bool IsFixed => Digest is not null || Tag is not null && !HasMovingTag;

    /// <summary>Null for what names no image.</summary>
    public static ImageReference? Parse(string text)
    {
        if (text.Length > 512 || Grammar().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var name = match.Groups["name"].Value;
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : name[..slash];
        var hasRegistry = first.AsSpan().ContainsAny('.', ':') || first == "localhost";
        var repository = hasRegistry ? name[(slash + 1)..] : name;
        return Repositories().IsMatch(repository)
            ? new(hasRegistry ? first : null, repository, match.Groups["tag"] is { Success: true } tag ? tag.Value : null, match.Groups["digest"] is { Success: true } digest ? digest.Value : null)
            : null;
    }

    [GeneratedRegex("^(?<name>[A-Za-z0-9][A-Za-z0-9._-]*(:[0-9]+/)?[A-Za-z0-9._/-]*)(:(?<tag>[A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?(@(?<digest>[A-Za-z][A-Za-z0-9]*:[0-9a-fA-F]{32,}))?\\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Grammar();

    [GeneratedRegex("^[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*\\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Repositories();
}
