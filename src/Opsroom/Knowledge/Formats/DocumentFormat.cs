using System.Collections.Frozen;

namespace Opsroom.Knowledge.Formats;

/// <summary>The formats of documents, by the names that they have in the API and in the store.</summary>
internal static class DocumentFormat
{
    public const string Markdown = "markdown";
    public const string Text = "text";
    public const string Html = "html";
    public const string ReStructuredText = "rst";
    public const string Yaml = "yaml";
    public const string Pdf = "pdf";

    private static readonly FrozenDictionary<string, string> ByExtension = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        [".md"] = Markdown,
        [".markdown"] = Markdown,
        [".mdx"] = Markdown,
        [".txt"] = Text,
        [".text"] = Text,
        [".log"] = Text,
        [".html"] = Html,
        [".htm"] = Html,
        [".xhtml"] = Html,
        [".rst"] = ReStructuredText,
        [".rest"] = ReStructuredText,
        [".yaml"] = Yaml,
        [".yml"] = Yaml,
        [".pdf"] = Pdf,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyList<string> Names { get; } = [Markdown, Text, Html, ReStructuredText, Yaml, Pdf];

    /// <summary>The format that a file's name tells; null for names that tell none.</summary>
    public static string? OfName(string name) => ByExtension.GetValueOrDefault(Path.GetExtension(name));
}
