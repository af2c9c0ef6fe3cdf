using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using Message = Microsoft.Extensions.AI.ChatMessage;

namespace Opsroom.Models.OpenAICompatible;

/// <summary>
/// Mends what the adapter leaves out: the schemas of tools and the arguments of calls go out as they are (it would drop definitions and constraints beside the properties,
/// and indent), a refusal without calls is passed on (it would be lost), and servers that do not know <c>max_completion_tokens</c> get <c>max_tokens</c> as well.
/// </summary>
internal sealed class ExactOpenAIClient(IChatClient sdk, bool alsoOldLimit) : DelegatingChatClient(sdk)
{
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<Message> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<Message> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var refusal = new StringBuilder();
        await foreach (var update in base.GetStreamingResponseAsync(messages.Select(Exact), Exact(options), cancellationToken))
        {
            if (update.RawRepresentation is StreamingChatCompletionUpdate raw)
            {
                ThrowIfError(raw);
                refusal.Append(raw.RefusalUpdate);
            }

            yield return update;
        }

        if (refusal.Length > 0)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, [new ErrorContent(refusal.ToString()) { ErrorCode = "Refusal" }]);
        }
    }

    /// <summary>Servers report an error in the middle of a stream as an object in place of a piece; the SDK passes over it.</summary>
    private static void ThrowIfError(StreamingChatCompletionUpdate raw)
    {
#pragma warning disable SCME0001 // the only way to read a field that the SDK has no property for
        if (raw.Patch.TryGetJson("$.error"u8, out var json))
#pragma warning restore SCME0001
        {
            var (type, message) = ProviderHttp.ErrorIn($$"""{"error":{{Encoding.UTF8.GetString(json.Span)}}}""");
            throw new ProviderException(status: null, type, message ?? "The stream broke off with an error.", retryAfter: null);
        }
    }

    private static Message Exact(Message message)
    {
        var exact = message.Clone();
        exact.Contents = [.. message.Contents.Select(ExactResult.Of)];
        exact.RawRepresentation = message.Role == ChatRole.Assistant && message.Contents.Any(content => content is FunctionCallContent) ? RawCalls(message) : null;
        return exact;
    }

    private static AssistantChatMessage RawCalls(Message message)
    {
        var raw = new AssistantChatMessage(message.Contents.OfType<FunctionCallContent>().Select(call => ChatToolCall.CreateFunctionToolCall(
            call.CallId, call.Name, BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(call.Arguments ?? new Dictionary<string, object?>(StringComparer.Ordinal))))));
        if (message.Text.Length > 0)
        {
            raw.Content.Add(ChatMessageContentPart.CreateTextPart(message.Text));
        }

        return raw;
    }

    private ChatOptions? Exact(ChatOptions? options)
    {
        if (options is null)
        {
            return null;
        }

        var exact = options.Clone();
        exact.Tools = null;
        exact.RawRepresentationFactory = _ => Raw(options);
        if (options.ResponseFormat is ChatResponseFormatJson { Schema: not null })
        {
            exact.AdditionalProperties = new AdditionalPropertiesDictionary(options.AdditionalProperties ?? []) { ["strict"] = true };
        }

        return exact;
    }

    private ChatCompletionOptions Raw(ChatOptions options)
    {
        var raw = new ChatCompletionOptions();
        foreach (var function in (options.Tools ?? []).OfType<AIFunctionDeclaration>())
        {
            raw.Tools.Add(ChatTool.CreateFunctionTool(function.Name, function.Description, BinaryData.FromString(function.JsonSchema.GetRawText())));
        }

        if (alsoOldLimit && options.MaxOutputTokens is { } limit)
        {
#pragma warning disable SCME0001 // the only way to send a field that the SDK has no property for
            raw.Patch.Set("$.max_tokens"u8, limit);
#pragma warning restore SCME0001
        }

        return raw;
    }
}
