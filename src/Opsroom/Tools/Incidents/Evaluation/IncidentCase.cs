using System.Collections.Immutable;
using System.Text.Json;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Incidents.Evaluation;

/// <summary>A labelled bundle: a folder that has an <c>expected.yaml</c>.</summary>
/// <param name="Acceptable">Categories that count as right, the expected one included.</param>
/// <param name="MustMention">What a right answer has in its causes or their quotes, or in its reasons where there is no incident.</param>
/// <param name="MustNotMention">What no cause and no step may have.</param>
/// <param name="Doubtful">Two verdicts could be defended: it is counted apart.</param>
internal sealed record IncidentCase(
    string Name, string Folder, IncidentVerdict Verdict, IncidentCategory Category, ImmutableArray<IncidentCategory> Acceptable,
    ImmutableArray<string> MustMention, ImmutableArray<string> MustNotMention, bool Doubtful)
{
    private const string File = "expected.yaml";

    /// <summary>The folders that hold cases, at any depth, by name.</summary>
    public static IEnumerable<string> Folders(string root) =>
        Directory.EnumerateFiles(root, File, new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 4 }).Select(file => Path.GetDirectoryName(file)!).Order(StringComparer.Ordinal);

    /// <exception cref="FormatException">The folder's answer cannot be read; the message says why.</exception>
    public static IncidentCase Read(string folder)
    {
        var name = Path.GetFileName(folder.TrimEnd(Path.DirectorySeparatorChar));
        var root = YamlReader.Read(System.IO.File.ReadAllText(Path.Combine(folder, File))).Root;
        var verdict = Word<IncidentVerdict>(name, root.TextAt("verdict"), "verdict");
        var category = root.TextAt("category") is { } word ? Word<IncidentCategory>(name, word, "category") : IncidentCategory.None;
        return new(
            name, folder, verdict, category, [category, .. root.TextsAt("acceptable_categories").Select(each => Word<IncidentCategory>(name, each, "acceptable_categories"))],
            [.. root.TextsAt("must_mention")], [.. root.TextsAt("must_not_mention")], root.FlagAt("doubtful") is true);
    }

    private static T Word<T>(string name, string? word, string field)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()) == word)
            {
                return value;
            }
        }

        throw new FormatException($"{name}/{File} says '{word}' for {field}, which is none.");
    }
}
