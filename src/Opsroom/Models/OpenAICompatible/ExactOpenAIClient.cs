using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.AI;
using OpenAI.Chat;

namespace Opsroom.Models.OpenAICompatible;

/// <summary>
/// Mends what the adapter leaves out: the schemas of tools go out as they are (it would drop definitions and constraints beside the properties), a refusal without calls is
/// passed on (it would be lost), and servers that do not know <c>max_completion_tokens</c> get <c>max_tokens</c> as well.
/// </summary>
internal sealed class ExactOpenAIClient(IChatClient sdk, bool alsoOldLimit) : DelegatingChatClient(sdk)
{
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<Microsoft.Extensions.AI.ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<Microsoft.Extensions.AI.ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var refusal = new StringBuilder();
        await foreach (var update in base.GetStreamingResponseAsync(messages, Exact(options), cancellationToken))
        {
            refusal.Append((update.RawRepresentation as StreamingChatCompletionUpdate)?.RefusalUpdate);
            yield return update;
        }

        if (refusal.Length > 0)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, [new ErrorContent(refusal.ToString()) { ErrorCode = "Refusal" }]);
        }
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
