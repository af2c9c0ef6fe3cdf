using LibGit2Sharp;
using Opsroom.Tools.Templates.Formats;

namespace Opsroom.Tools.Templates.Updating;

/// <param name="Repository">The folder that holds <c>.git</c>.</param>
/// <param name="Inside">The template's folder in it; empty for the whole.</param>
internal sealed record TemplateCheckout(string Repository, string Inside);

/// <summary>Reads templates as they were at a commit of their checkout. Nothing of the repository is run, and nothing is fetched.</summary>
internal static class TemplateHistory
{
    private const int MostFolders = 64;

    // who owns a checkout matters where its configuration is obeyed; here only objects are read, often by a server that runs as another user than the one who keeps the templates
    static TemplateHistory() => GlobalSettings.SetOwnerValidation(false);

    /// <summary>As <c>git describe --tags --always</c> says it; null where the repository cannot be read.</summary>
    public static string? Describe(TemplateCheckout checkout) => Read(checkout, repository => repository.Head.Tip is { } tip
        ? repository.Describe(tip, new DescribeOptions { Strategy = DescribeStrategy.Tags, UseCommitIdAsFallback = true }) : null);

    /// <summary>The whole id of the commit that is checked out.</summary>
    public static string? Head(TemplateCheckout checkout) => Read(checkout, repository => repository.Head.Tip?.Sha);

    /// <summary>The template at a commit, a tag or a branch; null where there is none of that name, or the folder was not there then.</summary>
    public static TemplateFolder? At(TemplateCheckout checkout, string revision, TemplateFolder now) => Read(checkout, repository =>
    {
        if (repository.Lookup(revision)?.Peel<Commit>() is not { } commit
            || (checkout.Inside.Length == 0 ? commit.Tree : commit[checkout.Inside]?.Target as Tree) is not { } tree)
        {
            return null;
        }

        var folder = new TemplateFolder(now.Name) { SourcePath = now.SourcePath, Commit = revision };
        Take(tree, "", 0, tree, folder);
        return folder;
    });

    private static void Take(Tree tree, string prefix, int depth, Tree root, TemplateFolder folder)
    {
        foreach (var entry in tree)
        {
            var path = prefix + entry.Name;
            switch (entry.Target)
            {
                case Tree below when depth < MostFolders:
                    Take(below, path + "/", depth + 1, root, folder);
                    break;
                case Blob link when entry.Mode == Mode.SymbolicLink:
                    TakeLink(path, link.Size < 1_000 ? link.GetContentText() : "..", root, folder);
                    break;
                case Blob blob:
                    TakeFile(path, blob, folder);
                    break;
            }
        }
    }

    private static void TakeLink(string path, string target, Tree root, TemplateFolder folder)
    {
        // a root of its own keeps .. from being lost at the top
        var resolved = Path.GetFullPath(Path.Combine("/template", Path.GetDirectoryName(path) ?? "", target));
        var linked = resolved.StartsWith("/template/", StringComparison.Ordinal) ? root[resolved["/template/".Length..]] : null;
        if (linked is { Target: Blob blob, Mode: not Mode.SymbolicLink })
        {
            TakeFile(path, blob, folder);
        }
        else
        {
            folder.Refuse(path, "It is a link that leads to no file of the template.");
        }
    }

    private static void TakeFile(string path, Blob blob, TemplateFolder folder)
    {
        if (blob.Size > folder.Room)
        {
            folder.Add(path, default, isCut: true);
            return;
        }

        using var content = blob.GetContentStream();
        var bytes = new byte[blob.Size];
        content.ReadExactly(bytes);
        folder.Add(path, bytes);
    }

    private static T? Read<T>(TemplateCheckout checkout, Func<Repository, T?> read)
        where T : class
    {
        try
        {
            using var repository = new Repository(checkout.Repository);
            return read(repository);
        }
        catch (LibGit2SharpException)
        {
            return null;
        }
    }
}
