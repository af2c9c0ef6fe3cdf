using System.Runtime.CompilerServices;
using System.Text.Json;
using Anthropic.Exceptions;
using Microsoft.Extensions.AI;

namespace Opsroom.Models.Anthropic;

/// <summary>
/// Marks what stays the same from call to call for Anthropic's prompt cache (tools, instructions, the conversation so far), sends the schemas of tools as they are,
/// and gives the SDK's exceptions as <see cref="ProviderException"/>.
/// </summary>
internal sealed class CachingAnthropicClient(IChatClient sdk) : DelegatingChatClient(sdk)
{
    public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var updates = base.GetStreamingResponseAsync(AnthropicPrompt.WithCachePoints(messages), AnthropicPrompt.WithExactTools(options), cancellationToken);
        await using var enumerator = updates.GetAsyncEnumerator(cancellationToken);
        while (await MoveNextAsync(enumerator))
        {
            yield return enumerator.Current;
        }
    }

    private static async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<ChatResponseUpdate> enumerator)
    {
        try
        {
            return await enumerator.MoveNextAsync();
        }
        catch (AnthropicSseException exception)
        {
            throw new ProviderException(status: null, exception.Type?.Raw(), exception.ApiMessage ?? "The stream broke off with an error.", retryAfter: null, exception);
        }
        catch (AnthropicInvalidDataException exception)
        {
            throw new JsonException("The stream holds an event that cannot be read.", exception);
        }
    }
}
