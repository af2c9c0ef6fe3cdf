using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using DiffPlex.Renderer;
using Opsroom.Tools.Templates.Scaffolding.Repository;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tools.Templates.Scaffolding;

/// <summary>Lays a project into a workspace, or says what would happen. Nothing is written where something that may not be replaced is in the way.</summary>
/// <param name="request">What was asked for.</param>
/// <param name="folder">Where it goes; empty for the workspace itself.</param>
/// <param name="workspace">The thread's files.</param>
internal sealed class ProjectWriting(ProjectRequest request, string folder, IWorkspace workspace)
{
    private const int MostNamed = 10;
    private const int LongestDiff = 6_000;

    public async Task<ToolResult<ScaffoldedProject>> WriteAsync(MadeProject project, bool dryRun, bool force, CancellationToken cancellationToken)
    {
        var there = workspace.List().ToDictionary(file => file.Path, StringComparer.OrdinalIgnoreCase);
        var inRepository = IsInRepository(there.Keys);
        var files = new SortedDictionary<string, ImmutableArray<byte>>(project.Files.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
        if (request.GitInit && !inRepository)
        {
            foreach (var (path, content) in FirstCommit.Of(project.Files, $"chore: scaffold {request.Name.Kebab} from {request.Scaffold.Id}"))
            {
                files.Add(path, content);
            }
        }

        var planned = files.Select(file => new PlannedFile(folder.Length == 0 ? file.Key : $"{folder}/{file.Key}", file.Value)).ToList();
        if (planned.Find(file => !WorkspacePath.TryNormalize(file.Path, out _, out _)) is not null)
        {
            return ToolFailure.InvalidArgument($"output_dir is so long that files of the project could not be named; a path has at most {WorkspacePath.MaxLength} characters.");
        }

        var (replaced, unchanged) = (ImmutableArray.CreateBuilder<ReplacedFile>(), ImmutableArray.CreateBuilder<string>());
        foreach (var file in planned)
        {
            if (!there.TryGetValue(file.Path, out var old))
            {
                continue;
            }

            if (old.Sha256 == file.Sha256)
            {
                unchanged.Add(file.Path);
                continue;
            }

            replaced.Add(new(old.Path, await DiffAsync(old, file, cancellationToken)));
        }

        if (replaced.Count > 0 && !force && !dryRun)
        {
            var named = string.Join(", ", replaced.Take(MostNamed).Select(file => file.Path)) + (replaced.Count > MostNamed ? $" and {replaced.Count - MostNamed} more" : "");
            return new ToolFailure(FaultCodes.Conflict, $"Nothing was written: {named} would be replaced. Look at the differences with dry_run, then choose another output_dir, or replace them with force.");
        }

        var written = ImmutableArray.CreateBuilder<WorkspaceFile>();
        foreach (var file in planned)
        {
            if (dryRun)
            {
                written.Add(new(file.Path, MediaTypeOf(file.Path), file.Content.Length, file.Sha256, ""));
                continue;
            }

            var result = workspace.Write(file.Path, MediaTypeOf(file.Path), file.Content.AsMemory());
            if (result.Value is not { } artifact)
            {
                return result.Failure!;
            }

            written.Add(artifact);
        }

        return new ScaffoldedProject(
            request.Scaffold.Id, request.Name.Kebab, folder.Length == 0 ? "." : folder, dryRun, written.ToImmutable(), replaced.ToImmutable(), unchanged.ToImmutable(),
            [.. NextSteps.Of(request, folder, dryRun, inRepository)], project.Findings);
    }

    /// <summary>A repository that is there already, here or in a folder around, is not ours to begin anew.</summary>
    private bool IsInRepository(IEnumerable<string> paths)
    {
        string[] around = [".git/", .. folder.Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(new List<string>(), Deeper).Select(path => path + "/.git/")];
        return paths.Any(path => around.Any(prefix => path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)));

        static List<string> Deeper(List<string> paths, string segment)
        {
            paths.Add(paths.Count == 0 ? segment : $"{paths[^1]}/{segment}");
            return paths;
        }
    }

    private async Task<string> DiffAsync(WorkspaceFile old, PlannedFile file, CancellationToken cancellationToken)
    {
        var read = await workspace.ReadAsync(old.Path, cancellationToken);
        if (read.Value is not { } content)
        {
            return $"(the file that is there cannot be shown: {read.Failure!.Message})";
        }

        if (content.Bytes.Span.Contains((byte)0) || file.Content.Contains((byte)0))
        {
            return "(binary)";
        }

        var diff = UnidiffRenderer.GenerateUnidiff(
            Encoding.UTF8.GetString(content.Bytes.Span), Encoding.UTF8.GetString(file.Content.AsSpan()), "a/" + old.Path, "b/" + file.Path, ignoreWhitespace: false);
        return diff.Length <= LongestDiff ? diff : diff[..LongestDiff] + "\n…";
    }

    private static string MediaTypeOf(string path) => path.Contains(".git/", StringComparison.Ordinal) && !path.EndsWith("HEAD", StringComparison.Ordinal) ? "application/octet-stream" : MediaTypes.Of(path);

    private sealed record PlannedFile(string Path, ImmutableArray<byte> Content)
    {
        public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Content.AsSpan()));
    }
}
