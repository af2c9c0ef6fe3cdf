using System.Security.Cryptography;
using Opsroom.Tools.Templates.Formats;

namespace Opsroom.Tools.Templates.Generation;

/// <summary>What a template rendered, by path relative to the project: texts as they were, of other files what tells whether they changed.</summary>
/// <param name="Hashes">SHA-256 of binary files, lower-case hex.</param>
internal sealed record RenderedBase(IReadOnlyDictionary<string, string> Texts, IReadOnlyDictionary<string, string> Hashes)
{
    public static RenderedBase Empty { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));

    public bool IsEmpty => Texts.Count == 0 && Hashes.Count == 0;

    public IEnumerable<string> Paths => Texts.Keys.Concat(Hashes.Keys);

    public static RenderedBase Of(RenderedTemplate rendered)
    {
        var (texts, hashes) = (new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));
        foreach (var (path, bytes) in FilesOf(rendered))
        {
            if (TemplateFolder.TextOf(bytes) is { } text)
            {
                texts[path] = text;
            }
            else
            {
                hashes[path] = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
            }
        }

        return new RenderedBase(texts, hashes);
    }

    /// <summary>The files of the project that was rendered.</summary>
    public static IEnumerable<(string Path, ReadOnlyMemory<byte> Bytes)> FilesOf(RenderedTemplate rendered)
    {
        var project = TemplateState.ProjectIn(rendered);
        return rendered.Tree.Files.Where(file => file.Path.StartsWith(project, StringComparison.Ordinal)).Select(file => (file.Path[project.Length..], file.Bytes));
    }

    public bool Has(string path) => Texts.ContainsKey(path) || Hashes.ContainsKey(path);
}
