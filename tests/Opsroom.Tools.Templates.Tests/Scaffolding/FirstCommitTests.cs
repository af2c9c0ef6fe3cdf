using System.Collections.Immutable;
using CsCheck;
using LibGit2Sharp;
using Opsroom.Tools.Templates.Scaffolding.Repository;

namespace Opsroom.Tools.Templates.Tests.Scaffolding;

public sealed class FirstCommitTests
{
    [Fact]
    public async Task Git_finds_nothing_wrong_with_the_repository_and_nothing_to_commit()
    {
        using var folder = await ScaffoldedFolder.OfAsync("go-service");
        var checkedAll = await folder.RunAsync("git", "fsck", "--full", "--strict");
        Assert.DoesNotContain("error", checkedAll, StringComparison.Ordinal);
        Assert.Equal("", (await folder.RunAsync("git", "status", "--porcelain", "--ignored")).Trim());
        Assert.Equal("Opsroom|chore: scaffold billing-api from go-service|main", (await folder.RunAsync("git", "log", "--format=%an|%s|%D")).Trim().Replace("HEAD -> ", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_next_commit_can_be_made_on_it()
    {
        using var folder = await ScaffoldedFolder.OfAsync("go-service");
        await File.WriteAllTextAsync(System.IO.Path.Combine(folder.Path, "README.md"), "# Other\n", TestContext.Current.CancellationToken);
        await folder.RunAsync("git", "-c", "user.name=A", "-c", "user.email=a@localhost", "commit", "-q", "-a", "-m", "docs: other");
        Assert.Equal("2", (await folder.RunAsync("git", "rev-list", "--count", "HEAD")).Trim());
        Assert.Equal("", (await folder.RunAsync("git", "status", "--porcelain")).Trim());
    }

    [Fact]
    public void Any_files_make_a_repository_that_libgit2_reads_as_they_are()
    {
        var name = Gen.String[Gen.Char["abcABC019._-é"], 1, 12].Where(text => text.Trim('.', '-') is { Length: > 0 } && !text.StartsWith(".git", StringComparison.OrdinalIgnoreCase));
        var path = name.List[1, 3].Select(parts => string.Join('/', parts));
        Gen.Dictionary(path, Gen.Byte.Array[0, 70_000])[1, 12].Where(HasNoFileBelowAFile).Sample(
            files =>
            {
                var made = FirstCommit.Of(files.ToDictionary(file => file.Key, file => file.Value.ToImmutableArray(), StringComparer.Ordinal), "chore: all");
                var folder = Directory.CreateTempSubdirectory("opsroom-git-").FullName;
                try
                {
                    foreach (var (file, content) in made.Select(each => (each.Key, (byte[])[.. each.Value])).Concat(files.Select(each => (each.Key, each.Value))))
                    {
                        var whole = System.IO.Path.Combine(folder, file);
                        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(whole)!);
                        File.WriteAllBytes(whole, content);
                    }

                    using var repository = new Repository(folder);
                    return !repository.RetrieveStatus().IsDirty && repository.Head.Tip.Author.When.Year == 2026 && repository.Commits.Count() == 1
                        && files.All(file => ((Blob)repository.Head.Tip[file.Key].Target).Size == file.Value.Length);
                }
                finally
                {
                    Directory.Delete(folder, recursive: true);
                }
            },
            iter: 40);
    }

    [Fact]
    public void The_same_files_make_the_same_repository()
    {
        var files = new Dictionary<string, ImmutableArray<byte>>(StringComparer.Ordinal) { ["b/a.txt"] = [.. "one"u8], ["b.txt"] = [.. "two"u8], ["b-c"] = [] };
        var (first, second) = (FirstCommit.Of(files, "chore: all"), FirstCommit.Of(files, "chore: all"));
        Assert.Equal(Digest(first), Digest(second), StringComparer.Ordinal);
    }

    private static string Digest(IReadOnlyDictionary<string, ImmutableArray<byte>> files) =>
        string.Join('\n', files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => $"{file.Key} {Convert.ToHexString(file.Value.AsSpan())}"));

    private static bool HasNoFileBelowAFile(Dictionary<string, byte[]> files) => files.Keys.All(one => files.Keys.All(other => !other.StartsWith(one + "/", StringComparison.Ordinal)));
}
