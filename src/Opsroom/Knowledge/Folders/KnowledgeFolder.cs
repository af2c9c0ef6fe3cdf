using System.Collections.Immutable;

namespace Opsroom.Knowledge.Folders;

/// <summary>A folder whose files are documents.</summary>
/// <param name="Source">What the sources of its files begin with.</param>
/// <param name="Tags">Of every file in it.</param>
public sealed record KnowledgeFolder(string Path, string Source, ImmutableArray<string> Tags)
{
    /// <summary>Who brings its files and takes them away when they are gone.</summary>
    public string Origin => $"folder:{Source}";
}
