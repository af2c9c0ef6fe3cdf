using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Opsroom.Knowledge.Documents;

/// <summary>What a Markdown file says of itself between two lines of <c>---</c> at its beginning.</summary>
/// <param name="Title">Null where it gives none.</param>
/// <param name="Body">The text behind it.</param>
/// <param name="FirstLine">The line of the file that the body begins on, from 1.</param>
internal sealed record FrontMatter(string? Title, ImmutableArray<string> Tags, string Summary, ImmutableArray<string> Symptoms, string Body, int FirstLine)
{
    private const string Fence = "---";
    private const int MostLines = 500;

    /// <summary>Reads it; null where the text begins otherwise, or where what stands there is not meant to be read (a horizontal rule, another program's format).</summary>
    public static FrontMatter? Read(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n', MostLines);
        var end = lines[0].TrimEnd() == Fence ? Array.FindIndex(lines, 1, line => line.TrimEnd() == Fence) : -1;
        return end > 0 && Mapping(string.Join('\n', lines[1..end])) is { } matter
            ? new(Scalar(matter, "title"), Texts(matter, "tags"), Scalar(matter, "summary") ?? "", Texts(matter, "symptoms"), string.Join('\n', lines[(end + 1)..]), end + 2)
            : null;
    }

    private static YamlMappingNode? Mapping(string yaml)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            return stream.Documents is [{ RootNode: YamlMappingNode mapping }] ? mapping : null;
        }
        catch (YamlException)
        {
            return null;
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
