using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;
using Opsroom.Models.Playbooks;

namespace Opsroom.Models.Anthropic;

/// <summary>Turns messages and tools into what Anthropic's prompt cache and tool use want. The caller's objects stay as they are.</summary>
internal static class AnthropicPrompt
{
    /// <summary>A cache point after the instructions, and one after the last message: the next turn of the same conversation reads up to there.</summary>
    public static IReadOnlyList<ChatMessage> WithCachePoints(IEnumerable<ChatMessage> messages)
    {
        List<ChatMessage> marked = [.. messages.Select(Exact)];
        var instructions = marked.FindLastIndex(message => message.Role == ChatRole.System);
        var last = marked.Count - 1;
        foreach (var index in new[] { instructions, last }.Where(index => index >= 0).Distinct())
        {
            marked[index] = WithCachePoint(marked[index]);
        }

        return marked;
    }

    /// <summary>The tools with their schemas unchanged (the SDK would move constraints into descriptions), and a cache point after the last one.</summary>
    public static ChatOptions? WithExactTools(ChatOptions? options)
    {
        if (options?.Tools is not { Count: > 0 } tools)
        {
            return options;
        }

        var exact = options.Clone();
        exact.Tools = [.. tools.Select((tool, index) => tool is AIFunctionDeclaration function ? ToTool(function, isLast: index == tools.Count - 1) : tool)];
        return exact;
    }

    private static AITool ToTool(AIFunctionDeclaration function, bool isLast)
    {
        var schema = function.JsonSchema.EnumerateObject().ToDictionary(property => property.Name, property => property.Value, StringComparer.Ordinal);
        var tool = new Tool { Name = function.Name, Description = function.Description, InputSchema = new InputSchema(schema) };
        return new ToolUnion(isLast ? tool with { CacheControl = new CacheControlEphemeral() } : tool).AsAITool();
    }

    private static ChatMessage Exact(ChatMessage message)
    {
        var copy = message.Clone();
        copy.Contents = [.. message.Contents.Select(content => WithError(ExactResult.Of(content)))];
        return copy;
    }

    /// <summary>The SDK tells the model that a call failed where there is an exception.</summary>
    private static AIContent WithError(AIContent content) =>
        content is FunctionResultContent { Exception: null } result && result.AdditionalProperties?.GetValueOrDefault(PlaybookBrief.SucceededKey) is false
            ? new FunctionResultContent(result.CallId, result.Result) { Exception = new InvalidOperationException("The call failed.") }
            : content;

    private static ChatMessage WithCachePoint(ChatMessage message)
    {
        if (message.Contents.Count == 0 || Copy(message.Contents[^1]) is not { } last)
        {
            return message;
        }

        var copy = message.Clone();
        copy.Contents = [.. message.Contents.Take(message.Contents.Count - 1), last.WithCacheControl(new CacheControlEphemeral())];
        return copy;
    }

    private static AIContent? Copy(AIContent content) => content switch
    {
        TextContent text when !string.IsNullOrWhiteSpace(text.Text) => new TextContent(text.Text),
        FunctionResultContent result => new FunctionResultContent(result.CallId, result.Result) { Exception = result.Exception },
        _ => null,
    };
}
