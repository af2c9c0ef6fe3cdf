using System.Text;
using Opsroom.Tools;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tests.Tools.Workspace;

public sealed class ReadRootsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opsroom-roots-");
    private readonly string _open;

    public ReadRootsTests()
    {
        _open = Make("open");
        Make("open/deep");
        Make("opener");
        Make("closed");
        File.WriteAllText(At("open/a.md"), "inside");
        File.WriteAllText(At("open/deep/b.md"), "deep");
        File.WriteAllText(At("opener/c.md"), "neighbour");
        File.WriteAllText(At("closed/secret"), "secret");
        File.CreateSymbolicLink(At("open/to-a"), "a.md");
        File.CreateSymbolicLink(At("open/to-secret"), "../closed/secret");
        File.CreateSymbolicLink(At("open/to-secret-absolute"), At("closed/secret"));
        File.CreateSymbolicLink(At("open/to-to-secret"), "to-secret");
        File.CreateSymbolicLink(At("open/to-nothing"), "../closed/nothing");
        File.CreateSymbolicLink(At("open/loop"), "loop");
        Directory.CreateSymbolicLink(At("open/to-closed"), "../closed");
        Directory.CreateSymbolicLink(At("open/to-deep"), "deep/../deep");
        Directory.CreateSymbolicLink(At("closed/back"), "../open");
        Directory.CreateSymbolicLink(At("linked"), "open");
    }

    [Theory]
    [InlineData("open/a.md", "inside")]
    [InlineData("open/deep/b.md", "deep")]
    [InlineData("open/to-a", "inside")]
    [InlineData("open/to-deep/b.md", "deep")]
    [InlineData("linked/a.md", "inside")]
    [InlineData("closed/back/a.md", "inside")]
    public async Task What_stands_inside_once_links_are_followed_is_read(string path, string text)
    {
        var read = await ReadAsync(At(path));
        Assert.Equal(text, Encoding.UTF8.GetString(read.Value!.Bytes.Span));
    }

    [Theory]
    [InlineData("closed/secret")]
    [InlineData("closed/nothing")]
    [InlineData("opener/c.md")]
    [InlineData("open/to-secret")]
    [InlineData("open/to-secret-absolute")]
    [InlineData("open/to-to-secret")]
    [InlineData("open/to-nothing")]
    [InlineData("open/to-closed/secret")]
    [InlineData("open/to-closed/nothing")]
    [InlineData("open/to-closed/nothing/at/all")]
    [InlineData("open/loop")]
    [InlineData("open/deep/../../closed/secret")]
    [InlineData("open/../closed/secret")]
    [InlineData("open//a.md")]
    [InlineData("open/./a.md")]
    [InlineData("open/a.md/")]
    [InlineData("open/%2e%2e/closed/secret")]
    [InlineData("open")]
    [InlineData("open/deep")]
    [InlineData("open/to-deep")]
    [InlineData("Open/a.md ")]
    public async Task What_does_not_or_is_no_file_is_refused(string path)
    {
        var read = await ReadAsync(At(path));
        Assert.Equal(FaultCodes.InvalidArgument, read.Failure?.Code);
        Assert.DoesNotContain("secret", read.Failure!.Message.Replace(WorkspacePath.Quoted(At(path)), "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("/proc/self/environ")]
    [InlineData("/dev/zero")]
    public async Task Nothing_else_of_the_machine_is_read(string path) => Assert.Equal(FaultCodes.InvalidArgument, (await ReadAsync(path)).Failure?.Code);

    [Fact]
    public async Task A_file_that_is_not_there_is_not_found_and_may_not_be_written()
    {
        Assert.Equal(FaultCodes.NotFound, (await ReadAsync(At("open/new.md"))).Failure?.Code);
        Assert.Equal(FaultCodes.InvalidArgument, Workspace().Write(At("open/new.md"), "text/plain", new byte[] { 1 }).Failure?.Code);
    }

    [Fact]
    public async Task A_file_above_the_bound_is_refused()
    {
        using (var big = File.Create(At("open/big")))
        {
            big.SetLength(ThreadWorkspace.MaxFileSize + 1L);
        }

        Assert.Contains("larger than 32 MiB", (await ReadAsync(At("open/big"))).Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_roots_no_absolute_path_is_read()
    {
        var read = await Workspaces.With().ReadAsync(At("open/a.md"), TestContext.Current.CancellationToken);
        Assert.Contains("--read-root", read.Failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("open/a.md")]
    public void A_root_has_to_be_a_folder(string path) => Assert.Throws<InvalidOperationException>(() => new ReadRoots([At(path)]));

    [Fact]
    public void A_root_has_to_be_absolute() => Assert.Throws<InvalidOperationException>(() => new ReadRoots(["docs"]));

    public void Dispose() => _folder.Delete(recursive: true);

    private Task<ToolResult<FileContent>> ReadAsync(string path) => Workspace().ReadAsync(path, TestContext.Current.CancellationToken);

    private ThreadWorkspace Workspace() => Workspaces.Open(new ReadRoots([_open]), null);

    private string At(string path) => Path.Join(_folder.FullName, path);

    private string Make(string path) => Directory.CreateDirectory(At(path)).FullName;
}
