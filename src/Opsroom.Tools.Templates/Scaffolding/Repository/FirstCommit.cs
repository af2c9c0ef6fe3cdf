using System.Collections.Immutable;
using System.Text;

namespace Opsroom.Tools.Templates.Scaffolding.Repository;

/// <summary>
/// The <c>.git</c> folder of a repository with one commit of some files. It follows from them alone: no clock, no machine. Whoever downloads the files together has a
/// repository whose working tree is clean.
/// </summary>
internal static class FirstCommit
{
    public const string Author = "Opsroom <opsroom@localhost>";

    // a commit has to have a time, and the same files make the same commit
    private const string Time = "1767225600 +0000";

    private const string Configuration = "[core]\n\trepositoryformatversion = 0\n\tfilemode = false\n\tbare = false\n\tlogallrefupdates = true\n";

    /// <param name="files">By path relative to the repository.</param>
    /// <param name="message">One line.</param>
    public static IReadOnlyDictionary<string, ImmutableArray<byte>> Of(IReadOnlyDictionary<string, ImmutableArray<byte>> files, string message)
    {
        var blobs = files.ToDictionary(file => file.Key, file => GitObject.Blob(file.Value.AsSpan()), StringComparer.Ordinal);
        var objects = new Dictionary<string, GitObject>(StringComparer.Ordinal);
        var tree = TreeOf(blobs.Select(file => (file.Key.Split('/'), file.Value)).ToList(), depth: 0, objects);
        var commit = GitObject.Commit(tree, $"{Author} {Time}", message + "\n");
        foreach (var each in blobs.Values.Append(tree).Append(commit))
        {
            objects.TryAdd(each.HexId, each);
        }

        var pack = PackFile.Of(objects.Values);
        return new Dictionary<string, ImmutableArray<byte>>(StringComparer.Ordinal)
        {
            [".git/HEAD"] = Text("ref: refs/heads/main\n"),
            [".git/config"] = Text(Configuration),
            [".git/refs/heads/main"] = Text(commit.HexId + "\n"),
            [$".git/objects/pack/{pack.Name}.pack"] = pack.Pack,
            [$".git/objects/pack/{pack.Name}.idx"] = pack.Index,
            [".git/index"] = IndexOf(blobs),
        };
    }

    private static GitObject TreeOf(List<(string[] Path, GitObject Blob)> files, int depth, Dictionary<string, GitObject> objects)
    {
        var entries = files.GroupBy(file => file.Path[depth], StringComparer.Ordinal)
            .Select(group => group.Any(file => file.Path.Length == depth + 1)
                ? (group.Key, IsTree: false, Object: group.First().Blob)
                : (group.Key, IsTree: true, Object: TreeOf([.. group], depth + 1, objects)))
            // git orders a folder as if its name ended with a slash
            .OrderBy(entry => entry.IsTree ? entry.Key + "/" : entry.Key, StringComparer.Ordinal);
        List<byte> content = [];
        foreach (var (name, isTree, each) in entries)
        {
            content.AddRange(Encoding.UTF8.GetBytes($"{(isTree ? "40000" : "100644")} {name}\0"));
            content.AddRange(each.Id);
        }

        var tree = new GitObject(GitKind.Tree, [.. content]);
        objects.TryAdd(tree.HexId, tree);
        return tree;
    }

    /// <summary>What is staged (index version 2). Times and inodes are those of no file, so git looks at the content once and finds it the same.</summary>
    private static ImmutableArray<byte> IndexOf(Dictionary<string, GitObject> blobs)
    {
        const int NumbersBeforeId = 10;
        List<byte> index = [.. "DIRC"u8, .. PackFile.Number(2), .. PackFile.Number(blobs.Count)];
        foreach (var (path, blob) in blobs.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            var name = Encoding.UTF8.GetBytes(path);
            var numbers = new int[NumbersBeforeId];
            (numbers[6], numbers[9]) = (0x81A4, blob.Content.Length);
            index.AddRange(numbers.SelectMany(PackFile.Number));
            index.AddRange(blob.Id);
            index.AddRange([(byte)(name.Length >> 8), (byte)name.Length, .. name]);
            var length = (NumbersBeforeId * 4) + Sha1.Size + 2 + name.Length;
            index.AddRange(new byte[8 - (length % 8)]);
        }

        return [.. index, .. Sha1.Of([.. index])];
    }

    private static ImmutableArray<byte> Text(string text) => [.. Encoding.UTF8.GetBytes(text)];
}
