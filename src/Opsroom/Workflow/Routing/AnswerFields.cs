using System.Text.Json;

namespace Opsroom.Workflow.Routing;

/// <summary>What both kinds of a supervisor's structured answer have.</summary>
internal sealed record AnswerFields(JsonElement Value, string Reason, double Confidence, string? Problem)
{
    public static AnswerFields Of(string text)
    {
        // some servers put a fence around JSON however they are asked
        var open = text.IndexOf('{');
        var close = text.LastIndexOf('}');
        if (open < 0 || close < open)
        {
            return Unusable("The answer is not a JSON object.");
        }

        JsonElement value;
        try
        {
            value = JsonElement.Parse(text.AsSpan(open, close + 1 - open));
        }
        catch (JsonException error)
        {
            return Unusable($"The answer is not JSON: {error.Message}");
        }

        if (Text(value, "reason") is not { } reason || string.IsNullOrWhiteSpace(reason))
        {
            return Unusable("\"reason\" is missing.");
        }

        if (!value.TryGetProperty("confidence", out var number) || number.ValueKind != JsonValueKind.Number || !number.TryGetDouble(out var confidence) || confidence is < 0 or > 1)
        {
            return Unusable("\"confidence\" must be a number from 0 to 1.");
        }

        return new(value, reason.Trim(), confidence, null);
    }

    public static string? Text(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static AnswerFields Unusable(string problem) => new(default, "", 0, problem);
}
