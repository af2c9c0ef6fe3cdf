using Opsroom.Tools;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tests.Tools.Workspace;

public sealed class WorkspacePathTests
{
    public static TheoryData<string> Hostile { get; } =
    [
        "", ".", "..", "/", "//", "./", "../secrets.txt", "a/../../b", "a/..", "a/./b", "././a", ".//etc/passwd", "/etc/passwd", "//server/share", "a//b", "a/", "/a",
        @"..\secrets.txt", @"a\b", @"\\server\share", @"C:\Windows\win.ini", "C:/Windows/win.ini", "c:x", "a/d:/b", "file:///etc/passwd", "~/.ssh/id_rsa", "~root/x",
        "a\0.txt", "a\nb", "a\r", "a\tb", "a\u0085b", "a\u007fb", "\u001b[2J", "a\u202Etxt.exe", "a\u200Bb", "a\u2060b", "\uFEFFa", "a\u2028b", "a\u00ADb",
        "a.", "a./b", "...", "a ", " a", "a /b", "a/ ", "a/\u00A0", "\u3000a", ". .", ".. /b", "../ ",
        "\uFF0E\uFF0E/b", "a\uFF0Fb", "a\u2215b", "a\u2044b", "\u2025/b", "a\uFF3Cb", "\u2024\u2024/b", "a\u29F8b",
        "e\u0301.txt", "a\ud800b", "a\udc00", "\ufffd",
        "%2e%2e/b", "%2E%2E%2Fetc%2Fpasswd", "..%2fb", "a%2fb", "a%5cb", "%252e%252e%252fb", "a%00", "a%0d%0ab", "..%c0%afb", "%25252525252e",
        new string('a', 513), new string('a', 256), string.Concat(Enumerable.Repeat("a/", 256)) + "b", "a/" + new string('é', 128),
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task A_path_that_could_mean_another_place_is_refused_everywhere(string path)
    {
        Assert.False(WorkspacePath.TryNormalize(path, out _, out var problem));
        Assert.EndsWith("paths are relative to the workspace, as in docs/readme.md.", problem, StringComparison.Ordinal);
        Assert.DoesNotContain(problem, char.IsControl);

        var workspace = Workspaces.With(("a/b", "text"));
        var read = await workspace.ReadAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(FaultCodes.InvalidArgument, read.Failure?.Code);
        var written = workspace.Write(path, "text/plain", new byte[] { 1 });
        Assert.Equal(FaultCodes.InvalidArgument, written.Failure?.Code);
        Assert.Empty(workspace.StagedFiles);
    }

    [Theory]
    [InlineData("a")]
    [InlineData(".gitignore")]
    [InlineData("..a/b..c")]
    [InlineData("docs/read me (1).md")]
    [InlineData("größe/naïve-日本語-หมา-😀.yaml")]
    [InlineData("{{cookiecutter.name}}/{% if x == \"y\" %}a{% endif %}.txt")]
    [InlineData("100%/a%20b")]
    [InlineData("10:30.md")]
    public void An_ordinary_name_is_kept_as_it_is(string path)
    {
        Assert.True(WorkspacePath.TryNormalize(path, out var normalized, out _));
        Assert.Equal(path, normalized);
    }

    [Fact]
    public void A_dot_in_front_means_nothing()
    {
        Assert.True(WorkspacePath.TryNormalize("./src/a.cs", out var normalized, out _));
        Assert.Equal("src/a.cs", normalized);
    }

    [Fact]
    public void The_longest_path_is_allowed() =>
        Assert.True(WorkspacePath.TryNormalize(string.Join('/', new string('a', 255), new string('b', 254), "c"), out _, out _));
}
