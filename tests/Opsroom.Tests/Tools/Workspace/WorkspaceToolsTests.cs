using System.Text;
using System.Text.Json;
using Opsroom.Tools;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tests.Tools.Workspace;

public sealed class WorkspaceToolsTests
{
    private static readonly ToolCatalog Catalog = new([new WorkspaceTools()]);

    [Theory]
    [InlineData("{}", "a.md src/b.cs src/c/d.cs srcs/e")]
    [InlineData("""{"path": "."}""", "a.md src/b.cs src/c/d.cs srcs/e")]
    [InlineData("""{"path": "src"}""", "src/b.cs src/c/d.cs")]
    [InlineData("""{"path": "./src/c/"}""", "src/c/d.cs")]
    [InlineData("""{"path": "a.md"}""", "a.md")]
    public async Task Files_are_listed_by_folder(string arguments, string paths)
    {
        var workspace = Workspaces.With(("a.md", "1"), ("src/b.cs", "2"), ("src/c/d.cs", "3"), ("srcs/e", "4"));
        var result = (await CallAsync("workspace_list", arguments, workspace)).Result;
        Assert.Equal(paths, string.Join(' ', result.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("path").GetString())));
    }

    [Theory]
    [InlineData("workspace_list", """{"path": "../x"}""", "invalid_argument")]
    [InlineData("workspace_list", """{"path": "/"}""", "invalid_argument")]
    [InlineData("workspace_list", """{"path": "x"}""", "not_found")]
    [InlineData("workspace_read", """{"path": "x"}""", "not_found")]
    [InlineData("workspace_read", """{"path": "a", "offset": 4}""", "invalid_argument")]
    [InlineData("workspace_read", """{"path": "a", "limit": 0}""", "invalid_argument")]
    [InlineData("workspace_write", """{"path": "../x", "content": ""}""", "invalid_argument")]
    public async Task What_cannot_be_done_is_said(string tool, string arguments, string code)
    {
        var outcome = await CallAsync(tool, arguments, Workspaces.With(("a", "abc")));
        Assert.Equal(code, outcome.Result.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_large_file_is_read_in_parts_that_make_up_the_whole()
    {
        var text = string.Concat(Enumerable.Range(0, 30_000).Select(number => number % 7 == 0 ? "😀" : number % 5 == 0 ? "ü" : "x"));
        var workspace = Workspaces.With(("big.txt", text));
        var whole = new StringBuilder();
        for (int? offset = 0; offset is not null;)
        {
            var result = (await CallAsync("workspace_read", $$"""{"path": "big.txt", "offset": {{offset}}, "limit": 1001}""", workspace)).Result;
            var part = result.GetProperty("content").GetString()!;
            Assert.InRange(part.Length, 1, 1001);
            whole.Append(part);
            offset = result.TryGetProperty("next_offset", out var next) ? next.GetInt32() : null;
            Assert.Equal(offset is not null, result.TryGetProperty("message", out _));
        }

        Assert.Equal(text, whole.ToString());
    }

    [Fact]
    public async Task A_part_never_has_more_than_64_KiB()
    {
        var result = (await CallAsync("workspace_read", """{"path": "a", "limit": 65536}""", Workspaces.With(("a", new string('語', 50_000))))).Result;
        Assert.Equal(65_535, Encoding.UTF8.GetByteCount(result.GetProperty("content").GetString()!));
        Assert.Equal("These are characters 0 to 21845 of 50000; read on with offset 21845.", result.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Binary_content_is_said_and_not_shown()
    {
        var result = (await CallAsync("workspace_read", """{"path": "a.zip"}""", Workspaces.Open(ReadRoots.None, null, ("a.zip", [0x50, 0x4B, 0, 0xFF])))).Result;
        Assert.True(result.GetProperty("binary").GetBoolean());
        Assert.False(result.TryGetProperty("content", out _));
        Assert.Equal("The file is binary (application/zip, 4 bytes); its content is not shown.", result.GetProperty("message").GetString());
    }

    [Fact]
    public async Task What_is_written_is_an_artifact()
    {
        var workspace = Workspaces.With();
        var result = (await CallAsync("workspace_write", """{"path": "docs/a.md", "content": "# Ü\n"}""", workspace)).Result;
        var file = Assert.Single(workspace.StagedFiles);
        Assert.Equal("# Ü\n", Encoding.UTF8.GetString(file.Bytes.Span));
        Assert.Equal(
            $$"""{"path":"docs/a.md","files":[{"path":"docs/a.md","media_type":"text/markdown","size":5,"sha256":"{{file.Sha256}}","url":"/threads/t%3A1/artifacts/docs/a.md"}]}""",
            result.GetRawText());
    }

    private static Task<ToolCallOutcome> CallAsync(string tool, string arguments, ThreadWorkspace workspace) =>
        Catalog.Find(tool)!.InvokeAsync(JsonElement.Parse(arguments), Samples.Context(workspace), TestContext.Current.CancellationToken);
}
