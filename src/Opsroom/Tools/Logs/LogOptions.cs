using System.Collections.Immutable;

namespace Opsroom.Tools.Logs;

/// <summary>What the operator says about logs that stand in files. Section <c>Logs</c>.</summary>
public sealed class LogOptions
{
    public const string Section = "Logs";

    /// <summary>Paths of log files that may be searched; <c>*</c> stands for any part of a name, <c>**</c> for any folders.</summary>
    public ImmutableArray<string> Files { get; set; } = [];

    /// <summary>What is wrong with these options; each sentence names the key and the cure.</summary>
    public IEnumerable<string> Validate()
    {
        foreach (var path in Files.Where(path => !Path.IsPathRooted(path) || FixedPart(path).Length <= 1))
        {
            yield return $"{Section}:Files has '{path}': give an absolute path with a folder in it, as /var/log/shop/*.log.";
        }
    }

    /// <summary>The folder above the first part with a <c>*</c>, or the file.</summary>
    internal static string FixedPart(string path)
    {
        var star = path.IndexOf('*', StringComparison.Ordinal);
        return star < 0 ? path : path[..path.LastIndexOf('/', star)];
    }
}
