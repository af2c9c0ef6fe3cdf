using System.Text;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tools.Templates.Formats;

/// <summary>The files of a template, read into memory. Links that leave the folder and files that are too large stand in <see cref="Refused"/>.</summary>
internal sealed class TemplateFolder(string name) : IFolderIntake
{
    private const int MostFiles = 5_000;
    private const int LargestFile = 8 << 20;
    private const int LargestFolder = 64 << 20;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly SortedDictionary<string, ReadOnlyMemory<byte>> files = new(StringComparer.Ordinal);
    private readonly List<(string Path, string Why)> refused = [];
    private int left = LargestFolder;

    /// <summary>As people name the template: the folder's name, or its path.</summary>
    public string Name => name;

    /// <summary>Where the folder is on disk; null for a template that is built in or in a workspace.</summary>
    public string? Place { get; init; }

    /// <summary>The commit or tag that the folder is at, where it lies in a checkout of git.</summary>
    public string? Commit { get; init; }

    /// <summary>What projects call the template's place, where they call it otherwise than by its name.</summary>
    public string? SourcePath { get; init; }

    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files => files;

    public IReadOnlyList<(string Path, string Why)> Refused => refused;

    public int Room => Math.Min(left, LargestFile);

    public int Largest => LargestFile;

    public bool Admits(string path) => !path.StartsWith(".git/", StringComparison.Ordinal);

    public void Add(string path, ReadOnlyMemory<byte> content, bool isCut = false, string? sha256 = null)
    {
        if (isCut || files.Count >= MostFiles)
        {
            Refuse(path, isCut ? "It is too large for a template." : $"The template has more than {MostFiles} files.");
            return;
        }

        left -= content.Length;
        files[path] = content;
    }

    public void Refuse(string path, string why)
    {
        if (refused.Count < 100)
        {
            refused.Add((path, why));
        }
    }

    /// <summary>The same files, known by a commit and by the place that a project names.</summary>
    public TemplateFolder As(string? commit, string? sourcePath)
    {
        var known = new TemplateFolder(name) { Place = Place, Commit = commit, SourcePath = sourcePath };
        foreach (var (path, content) in files)
        {
            known.files[path] = content;
        }

        known.refused.AddRange(refused);
        return known;
    }

    public bool Has(string path) => files.ContainsKey(path);

    /// <summary>The text of a file; null where there is none, or it is binary.</summary>
    public string? Text(string path) => files.TryGetValue(path, out var content) ? TextOf(content) : null;

    public static string? TextOf(ReadOnlyMemory<byte> content)
    {
        var bytes = content.Span;
        if (bytes[..Math.Min(bytes.Length, 8000)].Contains((byte)0))
        {
            return null;
        }

        try
        {
            return Strict.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[3..] : bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
