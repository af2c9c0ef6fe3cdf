using DiffPlex.Renderer;
using Opsroom.Tools.Templates.Formats;

namespace Opsroom.Tools.Templates.Generation;

/// <summary>What changes in a file, for a person to read.</summary>
internal static class FileDiff
{
    private const int Longest = 6_000;

    public static string Of(string path, ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after) => TemplateFolder.TextOf(before) is { } old && TemplateFolder.TextOf(after) is { } made ? Of(path, old, made) : "A binary file.";

    public static string Of(string path, string before, string after)
    {
        var diff = UnidiffRenderer.GenerateUnidiff(before, after, path, path);
        return diff.Length <= Longest ? diff : diff[..Longest] + "\n…";
    }
}
