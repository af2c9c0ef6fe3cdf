using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.AI;
using Opsroom.TestKit.Models;

namespace Opsroom.TestKit.Server;

/// <summary>
/// A model that waits for its turns: each call says that it was made, and answers with the next turn that is given.
/// Structured questions (routing, reflection) are not answered, which leaves them to their offline forms.
/// </summary>
internal sealed class ChannelChatClient(ChannelReader<ScriptedTurn> turns, ChannelWriter<bool> asked) : IChatClient
{
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (options?.ResponseFormat is ChatResponseFormatJson)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, "{}") { FinishReason = ChatFinishReason.Stop };
            yield break;
        }

        asked.TryWrite(true);
        var turn = await turns.ReadAsync(cancellationToken);
        using var scripted = new ScriptedChatClient(turn);
        await foreach (var update in scripted.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            yield return update;
        }
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }
}
