using Opsroom.TestKit.Harness;
using Opsroom.Tools.Templates.Catalogue;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tools.Templates.Tests.Generation;

/// <summary>A folder on disk with templates, opened for reading, and a workspace in memory to render into.</summary>
internal sealed class TemplateBox : IWorkspace, IDisposable
{
    private readonly FilesInMemory files = new();
    private readonly ReadRoots roots;

    public TemplateBox()
    {
        Root = Directory.CreateTempSubdirectory("opsroom-templates-").FullName;
        Directory.CreateDirectory(Template);
        roots = new ReadRoots([Root]);
    }

    public string Root { get; }

    public string Template => Path.Combine(Root, "templates", "case");

    public ToolCatalog Tools => new([.. TemplatesToolSets.Create(new(), new TemplateOptions { Directories = [Path.Combine(Root, "templates")] }, TimeProvider.System)]);

    public void Put(string path, string text)
    {
        var file = Path.Combine(Template, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    public async Task<ToolCallOutcome> CallAsync(string tool, object arguments, CancellationToken cancellationToken) =>
        await Tools.Find(tool)!.InvokeAsync(System.Text.Json.JsonSerializer.SerializeToElement(arguments), new ToolContext("call-1", "direct", this, _ => { }), cancellationToken);

    public async Task<string> TextAsync(string path, CancellationToken cancellationToken) =>
        System.Text.Encoding.UTF8.GetString((await files.ReadAsync(path, cancellationToken)).Value!.Bytes.Span);

    public IReadOnlyList<WorkspaceFile> List() => files.List();

    public Task<ToolResult<FileContent>> ReadAsync(string path, CancellationToken cancellationToken) => files.ReadAsync(path, cancellationToken);

    public Task<ToolFailure?> ReadFolderAsync(string path, IFolderIntake intake, CancellationToken cancellationToken) =>
        Path.IsPathFullyQualified(path) ? roots.ReadFolderAsync(path, intake, cancellationToken) : IWorkspace.ReadListedFolderAsync(this, path, intake, cancellationToken);

    public ToolResult<WorkspaceFile> Write(string path, string mediaType, ReadOnlyMemory<byte> content) => files.Write(path, mediaType, content);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
