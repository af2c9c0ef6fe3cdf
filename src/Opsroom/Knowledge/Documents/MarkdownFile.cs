using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Opsroom.Knowledge.Documents;

/// <summary>Reads a Markdown file whose front matter gives <c>title</c>, <c>tags</c>, <c>summary</c> and <c>symptoms</c>.</summary>
internal static class MarkdownFile
{
    private const string Fence = "---";

    /// <exception cref="FormatException">There is no front matter, or it has no title; the message names the source.</exception>
    public static Document Read(string source, string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var end = lines[0] == Fence ? Array.IndexOf(lines, Fence, 1) : -1;
        if (end < 0)
        {
            throw new FormatException($"'{source}' does not begin with front matter between lines of ---.");
        }

        var matter = FrontMatter(source, string.Join('\n', lines[1..end]));
        var title = Scalar(matter, "title") ?? throw new FormatException($"The front matter of '{source}' has no title.");
        return new Document(title, source, Texts(matter, "tags"), Scalar(matter, "summary") ?? "", Texts(matter, "symptoms"), string.Join('\n', lines[(end + 1)..]), end + 2);
    }

    private static YamlMappingNode FrontMatter(string source, string yaml)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            return stream.Documents is [{ RootNode: YamlMappingNode mapping }]
                ? mapping
                : throw new FormatException($"The front matter of '{source}' is no mapping.");
        }
        catch (YamlException wrong)
        {
            throw new FormatException($"The front matter of '{source}' is no YAML: {wrong.Message}", wrong);
        }
    }

    private static string? Scalar(YamlMappingNode matter, string key) =>
        matter.Children.TryGetValue(new YamlScalarNode(key), out var value) && value is YamlScalarNode { Value: { Length: > 0 } text } ? text : null;

    // the text as written: a tag 429 or 5e3 is a word here, not a number
    private static ImmutableArray<string> Texts(YamlMappingNode matter, string key) =>
        matter.Children.TryGetValue(new YamlScalarNode(key), out var value) && value is YamlSequenceNode texts
            ? [.. texts.OfType<YamlScalarNode>().Select(text => text.Value).OfType<string>()]
            : [];
}
