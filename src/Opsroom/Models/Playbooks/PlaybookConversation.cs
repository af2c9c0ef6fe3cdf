using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace Opsroom.Models.Playbooks;

/// <summary>Reads a playbook's situation out of chat messages, and writes its calls into them.</summary>
internal static class PlaybookConversation
{
    private static readonly JsonSerializerOptions SnakeCase = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>The last brief, with the exchanges since the agent was first asked for it: those of earlier rounds count as well.</summary>
    public static PlaybookSituation Read(IReadOnlyList<ChatMessage> messages, IList<AITool>? tools)
    {
        PlaybookBrief? brief = null;
        var asked = 0;
        for (var index = messages.Count - 1; index >= 0; index--)
        {
            if (BriefIn(messages[index]) is not { } found)
            {
                continue;
            }

            brief ??= found;
            asked = index;
            if (found.Remediation is null)
            {
                break;
            }
        }

        return brief is null
            ? throw new ArgumentException($"No user message carries a brief under {PlaybookBrief.MessageKey}.", nameof(messages))
            : new PlaybookSituation(brief, ExchangesFrom(messages, asked), [.. (tools ?? []).Select(tool => tool.Name)]);
    }

    /// <summary>The highest number among the ids of this agent's calls, 0 where there are none.</summary>
    public static int LastOrdinal(string agent, IReadOnlyList<ChatMessage> messages)
    {
        var last = 0;
        foreach (var call in messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>())
        {
            var dash = call.CallId.LastIndexOf('-');
            if (dash >= 0 && call.CallId.AsSpan(0, dash).EndsWith(agent, StringComparison.Ordinal)
                && int.TryParse(call.CallId.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal))
            {
                last = Math.Max(last, ordinal);
            }
        }

        return last;
    }

    /// <summary>A call as a model would write it, its arguments as exact JSON and its id the same each time.</summary>
    public static FunctionCallContent ToContent(PlannedCall call, string agent, int ordinal)
    {
        var arguments = JsonSerializer.SerializeToElement(call.Arguments, SnakeCase);
        return new FunctionCallContent(
            string.Create(CultureInfo.InvariantCulture, $"{agent}-{ordinal}"), call.Tool,
            arguments.EnumerateObject().ToDictionary(property => property.Name, object? (property) => property.Value, StringComparer.Ordinal));
    }

    private static PlaybookBrief? BriefIn(ChatMessage message) =>
        message.Role == ChatRole.User ? message.AdditionalProperties?.GetValueOrDefault(PlaybookBrief.MessageKey) as PlaybookBrief : null;

    private static ImmutableArray<ToolExchange> ExchangesFrom(IReadOnlyList<ChatMessage> messages, int asked)
    {
        var contents = messages.Skip(asked).SelectMany(message => message.Contents).ToList();
        if (contents.Count <= 1)
        {
            return [];
        }

        var results = contents.OfType<FunctionResultContent>().ToLookup(result => result.CallId, StringComparer.Ordinal);
        return
        [
            .. from call in contents.OfType<FunctionCallContent>()
               let result = results[call.CallId].LastOrDefault()
               where result is not null
               select new ToolExchange(call.CallId, call.Name, ArgumentsOf(call), Succeeded(result), ResultOf(result)),
        ];
    }

    private static bool Succeeded(FunctionResultContent result) =>
        result.AdditionalProperties?.GetValueOrDefault(PlaybookBrief.SucceededKey) is bool succeeded ? succeeded : result.Exception is null;

    private static JsonElement ArgumentsOf(FunctionCallContent call) =>
        JsonSerializer.SerializeToElement(call.Arguments ?? new Dictionary<string, object?>(StringComparer.Ordinal), JsonSerializerOptions.Default);

    private static JsonElement ResultOf(FunctionResultContent result)
    {
        switch (result.AdditionalProperties?.GetValueOrDefault(PlaybookBrief.ResultKey) ?? result.Result)
        {
            case JsonElement element:
                return element;
            case string text:
                try
                {
                    return JsonSerializer.Deserialize<JsonElement>(text);
                }
                catch (JsonException)
                {
                    return JsonSerializer.SerializeToElement(text);
                }

            default:
                return JsonSerializer.SerializeToElement(result.Result, JsonSerializerOptions.Default);
        }
    }
}
