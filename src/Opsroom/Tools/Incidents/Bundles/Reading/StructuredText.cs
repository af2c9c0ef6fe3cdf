using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Incidents.Bundles.Reading;

/// <param name="Documents">What could be read; of a damaged file what stands before the damage.</param>
/// <param name="Fault">What could not, as a sentence.</param>
internal sealed record StructuredReading(ImmutableArray<StructuredDocument> Documents, string? Fault);

/// <summary>
/// Reads JSON and YAML whatever the file is called: several values after each other, lines of JSON, a command in front, files that end in the middle.
/// The same text is always read to the same documents, so that a place found once is found again.
/// </summary>
internal static class StructuredText
{
    private const int MaxDepth = 100;
    private const int MaxDocuments = 50_000;

    private static readonly YamlLimits Limits = new(Length: 32 << 20, Nodes: 500_000);

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = MaxDepth };

    public static StructuredReading Read(ReadOnlyMemory<byte> text, int limit)
    {
        if (text.Length > limit)
        {
            return new([], $"It has {text.Length >> 20} MiB; of a structured file at most {limit >> 20} MiB are read.");
        }

        var from = StartOf(text.Span);
        return from == text.Length ? new([], "It is empty.")
            : text.Span[from] is (byte)'{' or (byte)'[' ? ReadJson(text[from..])
            : ReadYaml(Encoding.UTF8.GetString(text.Span));
    }

    /// <summary>Where the content begins: a command that was asked may stand on the first line.</summary>
    private static int StartOf(ReadOnlySpan<byte> text)
    {
        var from = 0;
        if (text.StartsWith("$ "u8))
        {
            var end = text.IndexOf((byte)'\n');
            from = end < 0 ? text.Length : end + 1;
        }

        while (from < text.Length && text[from] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            from++;
        }

        return from;
    }

    private static StructuredReading ReadJson(ReadOnlyMemory<byte> text)
    {
        if (TryParse(text) is { } whole)
        {
            return new([new(whole, "")], null);
        }

        var values = ImmutableArray.CreateBuilder<JsonElement>();
        string? fault = null;
        var left = JsonRepair.QuoteNumbersThatAreNone(text);
        while (!left.IsEmpty && values.Count < MaxDocuments)
        {
            var (value, length, why) = JsonRepair.Next(left, MaxDepth);
            fault ??= why;
            left = left[length..];
            if (!value.IsEmpty && TryParse(value) is { } read)
            {
                values.Add(read);
            }
        }

        return new([.. values.Select((value, index) => new StructuredDocument(value, values.Count == 1 ? "" : $"document {index + 1}"))], fault);
    }

    private static JsonElement? TryParse(ReadOnlyMemory<byte> text)
    {
        try
        {
            // never disposed: whoever quotes from it later needs it, and what is rented goes back with it
            return JsonDocument.Parse(text, Lenient).RootElement;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static StructuredReading ReadYaml(string text)
    {
        var documents = ImmutableArray.CreateBuilder<StructuredDocument>();
        YamlFault? first = null;
        foreach (var (document, linesAbove) in ManifestReader.Split(text))
        {
            var (root, fault) = ReadDocument(document, linesAbove);
            first ??= fault;
            if (root is not (null or YamlScalar { Kind: ScalarKind.Null }) && documents.Count < MaxDocuments)
            {
                documents.Add(new(root, $"document {documents.Count + 1}", linesAbove + document.AsSpan().TrimEnd().Count('\n') + 1));
            }
        }

        return new(documents.ToImmutable(), first is null ? null : $"Line {first.Line}: {first.Message}");
    }

    /// <summary>A document, or what stands above the line that cannot be read.</summary>
    private static (YamlNode? Root, YamlFault? Fault) ReadDocument(string document, int linesAbove)
    {
        var reading = YamlReader.Read(document, Limits, linesAbove);
        var fault = reading.Faults.FirstOrDefault(each => each.Rule != "duplicate-key");
        var root = reading.Root;
        var lines = root is null && fault?.Rule == "yaml-syntax" ? document.Split('\n') : [];
        for (var (end, tries) = (Math.Min(lines.Length, (fault?.Line ?? 1) - linesAbove) - 1, 0); end > 0 && root is null && tries < 3; end--, tries++)
        {
            root = YamlReader.Read(string.Join('\n', lines[..end]), Limits, linesAbove).Root;
        }

        return (root, fault);
    }
}
