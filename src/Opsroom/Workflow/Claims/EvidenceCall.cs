using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Opsroom.Workflow.Claims;

/// <summary>One call of a tool that looked at something, with the texts of its answer.</summary>
internal sealed class EvidenceCall
{
    /// <summary>Arguments longer than this that stand in the answer are an echo of what the model itself said.</summary>
    private const int ShortestEcho = 20;

    private static readonly string[] Searches = ["query", "promql", "path", "bundle_path", "spec_path"];

    private readonly string raw;
    private readonly List<string> texts = [];
    private readonly List<EvidenceEntry> entries = [];
    private readonly ImmutableArray<string> said;

    public EvidenceCall(string id, string tool, JsonElement arguments, JsonElement result)
    {
        (Id, Tool) = (id, tool);
        raw = result.GetRawText();
        Gather(result);
        said = arguments.ValueKind == JsonValueKind.Object
            ? [.. arguments.EnumerateObject().Where(argument => !Searches.Contains(argument.Name, StringComparer.Ordinal)).SelectMany(argument => TextsOf(argument.Value)).Where(text => text.Length >= ShortestEcho)]
            : [];
        if (Tool == "workspace_read" && Text(result, "path") is { } path && Text(result, "content") is { } content)
        {
            var offset = result.TryGetProperty("offset", out var given) && given.TryGetInt32(out var start) ? start : 0;
            entries.Add(new EvidenceEntry(path, "", null, [content]) { IsWholeFile = offset == 0 });
        }
    }

    public string Id { get; }

    public string Tool { get; }

    /// <summary>Parts of the answer that say where they come from.</summary>
    public IReadOnlyList<EvidenceEntry> Entries => entries;

    /// <summary>Whether the text stands in the answer, and is not only what the call was made with.</summary>
    public bool Holds(string quote) =>
        (texts.Exists(text => WholeWords.Holds(text, quote)) || quote.Contains("\":", StringComparison.Ordinal) && raw.Contains(quote, StringComparison.Ordinal)) && !IsEcho(quote);

    /// <summary>Whether the answer names a source so.</summary>
    public bool Names(string source) => texts.Exists(text => text.Contains(source, StringComparison.Ordinal));

    public bool IsEcho(string quote) => said.Any(text => text.Contains(quote, StringComparison.Ordinal));

    private void Gather(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                texts.Add(value.GetString()!);
                break;
            case JsonValueKind.Number:
                texts.Add(value.GetRawText());
                break;
            case JsonValueKind.Array:
                GatherList(value);
                break;
            case JsonValueKind.Object:
                GatherEntry(value);
                foreach (var property in value.EnumerateObject())
                {
                    Gather(property.Value);
                }

                break;
            default:
                break;
        }
    }

    /// <summary>Lines that stand one after the other may be quoted together.</summary>
    private void GatherList(JsonElement list)
    {
        var lines = list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!).ToList();
        if (lines.Count > 1)
        {
            texts.Add(string.Join('\n', lines));
        }

        foreach (var item in list.EnumerateArray())
        {
            Gather(item);
        }
    }

    private void GatherEntry(JsonElement value)
    {
        if ((Text(value, "source") ?? Text(value, "file")) is not { Length: > 0 } source)
        {
            return;
        }

        var location = Text(value, "location")
            ?? (value.TryGetProperty("line", out var line) && line.TryGetInt32(out var number) ? string.Create(CultureInfo.InvariantCulture, $"line {number}") : "");
        ImmutableArray<string> held = [.. value.EnumerateObject().Where(property => property.Name is not ("source" or "file" or "location" or "sha256" or "kind")).SelectMany(property => TextsOf(property.Value))];
        entries.Add(new EvidenceEntry(source, location, Text(value, "sha256"), held));
    }

    private static IEnumerable<string> TextsOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Number => [value.GetRawText()],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(TextsOf),
        JsonValueKind.Object => value.EnumerateObject().SelectMany(property => TextsOf(property.Value)),
        _ => [],
    };

    private static string? Text(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null;
}

/// <summary>Something that says where it stands.</summary>
/// <param name="Location">Empty where only the source is named.</param>
internal sealed record EvidenceEntry(string Source, string Location, string? Sha256, ImmutableArray<string> Texts)
{
    /// <summary>Whether its one text is the file from its first line on.</summary>
    public bool IsWholeFile { get; init; }

    public bool Holds(string quote) => Texts.Any(text => WholeWords.Holds(text, quote));

    /// <summary>Whether the quote stands at a place of it.</summary>
    public bool HoldsAt(string quote, EvidenceSpot spot)
    {
        if (!IsWholeFile)
        {
            return Holds(quote) && (Location.Length == 0 || spot.Covers(EvidenceSpot.Read(Location)));
        }

        if (!spot.HasLines)
        {
            return Holds(quote);
        }

        var lines = Texts[0].ReplaceLineEndings("\n").Split('\n');
        return spot.First <= lines.Length && WholeWords.Holds(string.Join('\n', lines[(spot.First - 1)..Math.Min(Math.Max(spot.First, spot.Last), lines.Length)]), quote);
    }
}
