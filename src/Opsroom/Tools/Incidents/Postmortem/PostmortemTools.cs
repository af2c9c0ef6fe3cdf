using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Opsroom.Tools.Incidents.Postmortem;

/// <summary>Writing incidents up.</summary>
internal sealed class PostmortemTools
{
    private const string MediaType = "text/markdown";

    [Tool("write_postmortem", Effect.Write, Tainted = true)]
    [Description("Writes the postmortem of an incident in the form of Google's SRE book, from its investigation and from what was approved and done in this thread. What is not known is left as a marked blank for a person.")]
    [ToolExample("""
        {"incident": {"verdict": "incident", "severity": "sev2", "summary": "Checkout answered errors because its connection pool was exhausted.",
          "root_causes": [{"cause": "The connection pool of checkout is exhausted", "category": "database", "confidence": 0.8,
            "evidence": [{"source": "logs/checkout/app.log", "location": "line 12", "quote": "FATAL: remaining connection slots are reserved"}]}],
          "timeline": [{"at": "2026-01-05T09:30:00Z", "kind": "alert", "what": "CheckoutErrors fires", "source": "alerts.json", "location": "/0"}]}}
        """)]
    public static async Task<ToolResult<PostmortemWritten>> WriteAsync(
        ToolContext context,
        [Description("The investigation: the id of an investigate_incident call of this thread, the path of a saved result in the workspace, or the result itself. Without it, the last investigation of this thread.")] JsonNode? incident,
        [Description("What to call it; without it, the cause."), StringLength(200, MinimumLength = 1)] string? title,
        [Description("Where to write it in the workspace; without it postmortems/DATE-NAME.md."), StringLength(300, MinimumLength = 1)] string? outputPath,
        CancellationToken cancellationToken)
    {
        var thread = context.Journal is { } journal ? await ThreadFacts.ReadAsync(journal(cancellationToken), context.CallId, cancellationToken) : new ThreadFacts();
        var found = await FindAsync(incident, thread, context, cancellationToken);
        if (found.Value is not { } investigation)
        {
            return found.Failure!;
        }

        var writer = new PostmortemWriter(investigation.Facts, thread, investigation.From, investigation.Check, title);
        var markdown = writer.Write();
        var path = outputPath ?? writer.Path;
        var written = context.Workspace.Write(path, MediaType, Encoding.UTF8.GetBytes(markdown));
        return written.Value is { } file ? new PostmortemWritten(markdown, file.Path, writer.Blanks, [file]) : written.Failure!;
    }

    private static async Task<ToolResult<FoundInvestigation>> FindAsync(JsonNode? incident, ThreadFacts thread, ToolContext context, CancellationToken cancellationToken)
    {
        if (incident is null)
        {
            return thread.Investigations is [.., var last]
                ? Found(last.Result, $"call {last.CallId} of this thread", "checked when it was made")
                : ToolFailure.InvalidArgument("Nothing was investigated in this thread yet: call investigate_incident first, or hand its result over as incident.");
        }

        if (incident is not JsonValue value || !value.TryGetValue<string>(out var name))
        {
            return Found(JsonSerializer.SerializeToElement(incident), "a result that was handed over", null, thread);
        }

        if (thread.Investigations.FirstOrDefault(call => call.CallId == name) is { CallId: not null } known)
        {
            return Found(known.Result, $"call {known.CallId} of this thread", "checked when it was made");
        }

        if (name.StartsWith("call-", StringComparison.Ordinal))
        {
            return ToolFailure.NotFound($"There is no investigate_incident call {PostmortemText.Quote(name)} in this thread{(thread.Investigations is [.., var latest] ? $"; the last one is {latest.CallId}" : "")}.");
        }

        if (name.AsSpan().TrimStart() is ['{', ..])
        {
            return Parse(name) is { } given ? Found(given, "a result that was handed over", null, thread) : ToolFailure.InvalidArgument("The incident is no JSON. Hand over the result of investigate_incident, or the id of its call.");
        }

        var read = await context.Workspace.ReadAsync(name, cancellationToken);
        return read.Value is not { } file ? read.Failure!
            : Parse(Encoding.UTF8.GetString(file.Bytes.Span)) is { } saved ? Found(saved, $"the file {file.Path}", null, thread)
            : ToolFailure.InvalidArgument($"{name} is no JSON. A saved result of investigate_incident is.");
    }

    private static ToolResult<FoundInvestigation> Found(JsonElement given, string from, string? check, ThreadFacts? thread = null)
    {
        if (IncidentFacts.Read(given) is not { } facts)
        {
            return ToolFailure.InvalidArgument("That is no investigation: a result of investigate_incident has a verdict (incident, healthy or inconclusive).");
        }

        return check is not null || thread is null ? new FoundInvestigation(facts, from, check ?? "") : QuoteCheck.Of(facts, thread, from);
    }

    private static JsonElement? Parse(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <param name="Markdown">The document.</param>
/// <param name="Path">Where it stands in the workspace.</param>
/// <param name="Blanks">What a person has to fill in.</param>
internal sealed record PostmortemWritten(string Markdown, string Path, ImmutableArray<string> Blanks, ImmutableArray<Workspace.WorkspaceFile> Files);

/// <param name="From">Where it was found.</param>
/// <param name="Check">What is known about its quotes.</param>
internal sealed record FoundInvestigation(IncidentFacts Facts, string From, string Check);
