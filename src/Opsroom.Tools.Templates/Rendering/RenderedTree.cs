using System.Text;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tools.Templates.Rendering;

/// <param name="Path">Relative to the output folder.</param>
internal sealed record RenderedFile(string Path, ReadOnlyMemory<byte> Bytes, string Source);

/// <summary>What a rendering makes, before anything of it is written. No name in it leads anywhere but below the output folder.</summary>
internal sealed class RenderedTree(RenderBudget budget)
{
    private static readonly string[] Reserved = ["con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "lpt1", "lpt2", "lpt3"];

    private readonly SortedDictionary<string, RenderedFile> files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> names = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> folders = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyCollection<RenderedFile> Files => files.Values;

    public void Add(string path, string text, string source) => Add(path, Encoding.UTF8.GetBytes(text), source);

    /// <exception cref="TemplateFault">The name leads outside, or is taken.</exception>
    public void Add(string path, ReadOnlyMemory<byte> bytes, string source)
    {
        budget.BeginFile();
        budget.Write(bytes.Length);
        if (!WorkspacePath.TryNormalize(path, out var name, out var problem))
        {
            throw new TemplateFault(TemplateFault.Escape, $"The name of a file was refused. {problem}").At(source);
        }

        if (name.Split('/').FirstOrDefault(part => Reserved.Contains(part.Split('.')[0], StringComparer.OrdinalIgnoreCase) || part.IndexOfAny([':', '*', '?', '"', '<', '>', '|']) >= 0) is { } bad)
        {
            throw new TemplateFault(TemplateFault.Escape, $"The name '{bad}' cannot be a file's on every system.").At(source);
        }

        if (name.Split('/').Any(part => part.Equals(".git", StringComparison.OrdinalIgnoreCase)))
        {
            throw new TemplateFault(TemplateFault.Escape, $"'{name}' lies in the folder of git, where files can be run as hooks; templates do not write there.").At(source);
        }

        if (names.TryGetValue(name, out var same))
        {
            throw new TemplateFault("name-collision", same == name ? $"Two files of the template become '{name}'." : $"'{name}' and '{same}' differ only in case.").At(source);
        }

        if (folders.Contains(name) || FoldersOf(name).Any(names.ContainsKey))
        {
            throw new TemplateFault("name-collision", $"'{name}' would be a file and a folder.").At(source);
        }

        names[name] = name;
        folders.UnionWith(FoldersOf(name));
        files[name] = new RenderedFile(name, bytes, source);
    }

    private static IEnumerable<string> FoldersOf(string path)
    {
        for (var end = path.IndexOf('/', StringComparison.Ordinal); end >= 0; end = path.IndexOf('/', end + 1))
        {
            yield return path[..end];
        }
    }
}
