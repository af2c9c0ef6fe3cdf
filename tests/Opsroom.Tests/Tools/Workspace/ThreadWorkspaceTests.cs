using System.Text;
using Opsroom.Tools;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tests.Tools.Workspace;

public sealed class ThreadWorkspaceTests
{
    [Fact]
    public async Task What_a_call_writes_is_read_listed_and_staged()
    {
        var workspace = Workspaces.With(("b.yaml", "old"), ("a.md", "kept"));

        var written = workspace.Write("./b.yaml", "application/yaml", "new"u8.ToArray()).Value!;
        workspace.Write("dir/ü 1.txt", "text/plain", "x"u8.ToArray());

        Assert.Equal(("b.yaml", 3L, "11507a0e2f5e69d5dfa40a62a1bd7b6ee57e6bcd85c67c9b8431b36fff21c437"), (written.Path, written.Size, written.Sha256));
        Assert.Equal("new", await TextAsync(workspace, "b.yaml"));
        Assert.Equal("kept", await TextAsync(workspace, "a.md"));
        Assert.Equal(["a.md", "b.yaml", "dir/ü 1.txt"], workspace.List().Select(file => file.Path), StringComparer.Ordinal);
        Assert.Equal("/threads/t%3A1/artifacts/dir/%C3%BC%201.txt", workspace.List()[2].Url);
        Assert.Equal(["b.yaml", "dir/ü 1.txt"], workspace.StagedFiles.Select(file => file.Path), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_buffer_that_is_used_again_does_not_change_what_was_written()
    {
        var workspace = Workspaces.With();
        var buffer = "first"u8.ToArray();
        workspace.Write("a", "text/plain", buffer);
        buffer[0] = (byte)'X';
        Assert.Equal("first", await TextAsync(workspace, "a"));
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        var read = await Workspaces.With(("a", "x")).ReadAsync("A", TestContext.Current.CancellationToken);
        Assert.Equal(ToolFailure.NotFound("There is no file 'A' in the workspace; workspace_list shows what there is."), read.Failure);
    }

    [Theory]
    [InlineData("readme.MD", "The workspace has the file 'README.md', whose name differs from 'readme.MD' only in case; use that name or another one.")]
    [InlineData("src", "'src' is a folder of the workspace; a file cannot have its name.")]
    [InlineData("SRC/App", "'SRC/App' is a folder of the workspace; a file cannot have its name.")]
    [InlineData("README.md/x", "'README.md' is a file of the workspace, so nothing can be written below it.")]
    public void Names_that_could_not_be_unpacked_side_by_side_are_refused(string path, string message)
    {
        var workspace = Workspaces.With(("README.md", "x"), ("src/app/a.cs", "y"));
        Assert.Equal(ToolFailure.InvalidArgument(message), workspace.Write(path, "text/plain", new byte[] { 1 }).Failure);
        Assert.NotNull(workspace.Write("README.md", "text/markdown", new byte[] { 1 }).Value);
    }

    [Fact]
    public void A_file_has_at_most_32_MiB()
    {
        var workspace = Workspaces.With();
        Assert.Equal(FaultCodes.InvalidArgument, workspace.Write("big", "text/plain", new byte[ThreadWorkspace.MaxFileSize + 1]).Failure?.Code);
        Assert.Empty(workspace.StagedFiles);
    }

    [Fact]
    public async Task Earlier_results_are_readable_and_neither_listed_nor_in_the_way_of_files()
    {
        static ValueTask<FileContent?> Results(string path, CancellationToken cancellationToken) => ValueTask.FromResult(
            path.StartsWith("results/", StringComparison.Ordinal) ? new FileContent(path, "application/json", "{}"u8.ToArray()) : null);
        var workspace = Workspaces.Open(ReadRoots.None, Results, ("results/mine.json", "[]"u8.ToArray()));

        Assert.Equal("{}", await TextAsync(workspace, "results/call-1.json"));
        Assert.Equal("[]", await TextAsync(workspace, "results/mine.json"));
        Assert.Equal(FaultCodes.NotFound, (await workspace.ReadAsync("other/call-1.json", TestContext.Current.CancellationToken)).Failure?.Code);
        Assert.Single(workspace.List());
    }

    private static async Task<string> TextAsync(ThreadWorkspace workspace, string path) =>
        Encoding.UTF8.GetString((await workspace.ReadAsync(path, TestContext.Current.CancellationToken)).Value!.Bytes.Span);
}
