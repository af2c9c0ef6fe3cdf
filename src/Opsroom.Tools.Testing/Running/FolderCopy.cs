using Opsroom.Tools.Workspace;

namespace Opsroom.Tools.Testing.Running;

/// <summary>Copies a folder of the workspace, or of a read root, into a temporary one. Version control is left out.</summary>
internal sealed class FolderCopy(string target, long mostBytes) : IFolderIntake
{
    private const int MostFiles = 100_000;
    private readonly List<string> _paths = [];
    private readonly List<string> _refused = [];
    private long _bytes;

    /// <summary>What was copied, relative to the folder.</summary>
    public IReadOnlyList<string> Paths => _paths;

    /// <summary>What could not be copied, with the reason.</summary>
    public IReadOnlyList<string> Refused => _refused;

    /// <summary>Why the copy is not whole; null where it is.</summary>
    public string? Problem { get; private set; }

    public int Room => (int)Math.Clamp(mostBytes - _bytes, 0, int.MaxValue);

    public bool Admits(string path) => Problem is null && !path.StartsWith(".git/", StringComparison.Ordinal) && !path.Contains("/.git/", StringComparison.Ordinal);

    public void Add(string path, ReadOnlyMemory<byte> content, bool isCut = false, string? sha256 = null)
    {
        var place = Path.GetFullPath(Path.Combine(target, path));
        if (!place.StartsWith(target + "/", StringComparison.Ordinal))
        {
            _refused.Add($"{path}: it is not inside the folder.");
            return;
        }

        if (isCut || _paths.Count == MostFiles)
        {
            Problem = isCut ? $"The folder has more than {mostBytes >> 20} MiB ({TestingOptions.Section}:DiskMegabytes)." : $"The folder has more than {MostFiles} files.";
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        File.WriteAllBytes(place, content.Span);
        // the workspace keeps no modes, and scripts such as gradlew have to start
        if (content.Span.StartsWith("#!"u8) && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(place, (UnixFileMode)0b111_101_101);
        }

        _paths.Add(path);
        _bytes += content.Length;
    }

    public void Refuse(string path, string why) => _refused.Add($"{path}: {why}");
}
