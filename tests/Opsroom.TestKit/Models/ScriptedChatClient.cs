using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Opsroom.TestKit.Models;

/// <summary>A model that answers from a script: a queue of turns, or a function of what it is asked.</summary>
public sealed class ScriptedChatClient(Func<IReadOnlyList<ChatMessage>, ChatOptions?, ScriptedTurn> answer) : IChatClient
{
    private readonly ConcurrentQueue<IReadOnlyList<ChatMessage>> requests = new();

    /// <summary>Answers with these turns, one for each call, and fails a call that comes after the last one.</summary>
    public ScriptedChatClient(params IEnumerable<ScriptedTurn> turns)
        : this(Dequeue(new ConcurrentQueue<ScriptedTurn>(turns)))
    {
    }

    /// <summary>The messages of every call so far, in order.</summary>
    public IReadOnlyList<IReadOnlyList<ChatMessage>> Requests => [.. requests];

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        List<ChatMessage> asked = [.. messages];
        requests.Enqueue(asked);
        var turn = answer(asked, options);
        if (turn.Before is not null)
        {
            await turn.Before(cancellationToken);
        }

        foreach (var piece in turn.Pieces)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, piece);
        }

        if (turn.Failure is not null)
        {
            throw turn.Failure;
        }

        yield return new ChatResponseUpdate(ChatRole.Assistant, [.. turn.Calls, new UsageContent(turn.Usage)])
        {
            FinishReason = turn.Finish ?? (turn.Calls.Count > 0 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop),
        };
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    private static Func<IReadOnlyList<ChatMessage>, ChatOptions?, ScriptedTurn> Dequeue(ConcurrentQueue<ScriptedTurn> turns) =>
        (_, _) => turns.TryDequeue(out var turn) ? turn : throw new InvalidOperationException("The script has no further turn.");
}

/// <summary>One turn of a scripted model.</summary>
public sealed record ScriptedTurn
{
    /// <summary>Text, in the pieces in which it streams.</summary>
    public IReadOnlyList<string> Pieces { get; init; } = [];

    public IReadOnlyList<FunctionCallContent> Calls { get; init; } = [];

    public UsageDetails Usage { get; init; } = new() { InputTokenCount = 100, OutputTokenCount = 20 };

    /// <summary>By default whether there are calls decides.</summary>
    public ChatFinishReason? Finish { get; init; }

    /// <summary>Thrown after the pieces.</summary>
    public Exception? Failure { get; init; }

    /// <summary>Awaited before the first piece: a signal that the test gives.</summary>
    public Func<CancellationToken, Task>? Before { get; init; }

    public static ScriptedTurn Say(params string[] pieces) => new() { Pieces = pieces };

    public static ScriptedTurn Fail(Exception failure, params string[] pieces) => new() { Pieces = pieces, Failure = failure };

    /// <param name="calls">Each with an id, a tool's name, and its arguments as JSON.</param>
    public static ScriptedTurn Call(params (string Id, string Tool, string Arguments)[] calls) =>
        new() { Calls = [.. calls.Select(call => FunctionCallContent.CreateFromParsedArguments(call.Arguments, call.Id, call.Tool, Parse))] };

    private static Dictionary<string, object?>? Parse(string json) =>
        JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)?.ToDictionary(pair => pair.Key, object? (pair) => pair.Value, StringComparer.Ordinal);
}
