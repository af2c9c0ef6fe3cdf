using System.Collections.Immutable;
using Opsroom.Knowledge.Embedding;
using Opsroom.Knowledge.Folders;
using Opsroom.Knowledge.Pinecone;
using Opsroom.Server.Hosting;

namespace Opsroom.Server.Knowledge;

/// <summary>Which folders are documents (section <c>Knowledge</c>).</summary>
/// <param name="Embedding">Who makes vectors (section <c>Embeddings</c>).</param>
/// <param name="Pinecone">Where they are kept (section <c>Pinecone</c>); null without a key.</param>
/// <param name="Period">How often folders are looked through, beside when the system tells of changes.</param>
internal sealed record KnowledgeSettings(ImmutableArray<KnowledgeFolder> Folders, EmbeddingOptions Embedding, PineconeOptions? Pinecone, TimeSpan Period)
{
    private const int UsualPeriod = 300;

    /// <summary>Reads <c>Knowledge:Directories</c>: elements with <c>Path</c>, <c>Source</c> and <c>Tags</c>, or paths only.</summary>
    public static KnowledgeSettings Read(SettingsReader reader, string folder)
    {
        const string Key = "Knowledge:Directories";
        var folders = ImmutableArray.CreateBuilder<KnowledgeFolder>();
        foreach (var path in reader.List(Key))
        {
            Add(path, null, []);
        }

        foreach (var section in reader.Children(Key).Where(section => section.Value is null))
        {
            if (reader.Text($"{section.Path}:Path") is { } path)
            {
                Add(path, reader.Text($"{section.Path}:Source"), [.. reader.List($"{section.Path}:Tags")]);
            }
            else
            {
                reader.Refuse($"{section.Path} has no Path: name the folder.");
            }
        }

        foreach (var twice in folders.GroupBy(each => each.Source, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            reader.Refuse($"{Key} has two folders with the source '{twice.Key}': give each a Source of its own.");
        }

        return new(folders.ToImmutable(), EmbeddingSettings.Read(reader, folder), PineconeSettings.Read(reader), TimeSpan.FromSeconds(reader.Whole("Knowledge:RescanSeconds", UsualPeriod, 5, 86_400)));

        void Add(string path, string? source, ImmutableArray<string> tags)
        {
            var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.Combine(folder, path)));
            var name = (source ?? Path.GetFileName(full)).Trim('/');
            if (!Directory.Exists(full))
            {
                reader.Refuse($"{Key} has '{full}', which is no directory: create it, or leave it out.");
            }
            else if (name.Length == 0 || name is "." or ".." || name == "runbooks" || name.StartsWith("runbooks/", StringComparison.Ordinal))
            {
                reader.Refuse($"{Key} has the source '{name}' for '{full}': give it another, with Source; runbooks are those that come with the server.");
            }
            else
            {
                folders.Add(new KnowledgeFolder(full, name, tags));
            }
        }
    }
}
