namespace Opsroom.Tools.Incidents.Bundles;

/// <summary>Names of files in a bundle: they are shown, quoted and written again, so they must mean one place only.</summary>
internal static class BundlePath
{
    private const int MaxLength = 512;

    /// <summary>What is wrong with a path, as a sentence; null where nothing is.</summary>
    public static string? ProblemOf(string path) => path switch
    {
        "" => "It has no name.",
        { Length: > MaxLength } => $"Its path is longer than {MaxLength} characters.",
        ['/', ..] or [_, ':', ..] => "Its path is absolute.",
        _ when path.Split('/').Any(segment => segment is "" or "." or "..") => "Its path leads out of the bundle, or nowhere.",
        _ when path.Any(char.IsControl) => "Its path has control characters.",
        _ => null,
    };

    /// <summary>A path that may be anything, as a sentence may show it.</summary>
    public static string Shown(string path) => OutsideText.OneLine(path, 120);
}
