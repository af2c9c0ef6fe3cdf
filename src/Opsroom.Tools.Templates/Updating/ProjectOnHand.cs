using System.Security.Cryptography;
using Opsroom.Tools.Templates.Formats;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tools.Templates.Updating;

/// <summary>The files of a project as they are now, in the workspace or in a folder that the operator opened.</summary>
internal sealed class ProjectOnHand : IFolderIntake
{
    private const int MostBytes = 256 << 20;
    private const int LargestFile = 8 << 20;

    // what tools make and fetch is never a template's
    private static readonly string[] Passed = [".git", "node_modules", ".venv", "venv", "__pycache__", ".terraform", "target", "obj"];

    private readonly SortedDictionary<string, ReadOnlyMemory<byte>> files = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> unread = new(StringComparer.OrdinalIgnoreCase);
    private int left = MostBytes;

    private ProjectOnHand()
    {
    }

    public int Room => Math.Min(left, LargestFile);

    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files => files;

    /// <param name="path">The folder; empty for the whole workspace.</param>
    public static async Task<ToolResult<ProjectOnHand>> ReadAsync(string path, IWorkspace workspace, CancellationToken cancellationToken)
    {
        var project = new ProjectOnHand();
        if (path.Length > 0)
        {
            return await workspace.ReadFolderAsync(path, project, cancellationToken) is { } failure ? failure : project;
        }

        foreach (var file in workspace.List().Where(file => project.Admits(file.Path)))
        {
            var read = file.Size <= project.Room ? (await workspace.ReadAsync(file.Path, cancellationToken)).Value : null;
            if (read is null)
            {
                project.Refuse(file.Path, "");
            }
            else
            {
                project.Add(file.Path, read.Bytes);
            }
        }

        return project;
    }

    /// <summary>Whether a file is there that could not be read as a whole; what it holds is not known, so it is left alone.</summary>
    public bool IsUnread(string path) => unread.Contains(path);

    /// <summary>A file's path as the project writes it, whatever the case asked for.</summary>
    public string NameOf(string path) => files.Keys.FirstOrDefault(name => name.Equals(path, StringComparison.OrdinalIgnoreCase)) ?? path;

    public string? Text(string path) => files.TryGetValue(path, out var bytes) ? TemplateFolder.TextOf(bytes) : null;

    public static string HashOf(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes.Span));

    public bool Admits(string path) => !path.Split('/').SkipLast(1).Any(folder => Passed.Contains(folder, StringComparer.Ordinal));

    public void Add(string path, ReadOnlyMemory<byte> content, bool isCut = false, string? sha256 = null)
    {
        if (isCut)
        {
            Refuse(path, "");
            return;
        }

        left -= content.Length;
        files[path] = content;
    }

    public void Refuse(string path, string why) => unread.Add(path);
}
