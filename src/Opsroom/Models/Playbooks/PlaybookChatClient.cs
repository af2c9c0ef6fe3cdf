using System.Collections.Frozen;
using Microsoft.Extensions.AI;
using Opsroom.Threads;

namespace Opsroom.Models.Playbooks;

/// <summary>
/// The built-in model: answers from the playbook of the agent that the options name. A pure function of messages and options, so one instance serves every thread.
/// </summary>
public sealed class PlaybookChatClient(IEnumerable<Playbook> playbooks) : IChatClient
{
    /// <summary>Key among the additional properties of an update: the <see cref="Fault"/> that kept the agent from its main deliverable.</summary>
    public const string FaultKey = "opsroom.fault";

    private const int MostPieces = 4;
    private const int LeastPiece = 40;

    private readonly FrozenDictionary<string, Playbook> playbooks = playbooks.ToFrozenDictionary(playbook => playbook.Agent, StringComparer.Ordinal);

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Updates(messages as IReadOnlyList<ChatMessage> ?? [.. messages], options).ToAsyncEnumerable();
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Updates(messages as IReadOnlyList<ChatMessage> ?? [.. messages], options).ToChatResponse());
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata(ModelName.PlaybookProvider)
        : serviceKey is null && serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose()
    {
    }

    private List<ChatResponseUpdate> Updates(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        if (options?.AdditionalProperties?.GetValueOrDefault(PlaybookBrief.AgentKey) is not string agent)
        {
            throw new ArgumentException($"The options name no agent under {PlaybookBrief.AgentKey}.", nameof(options));
        }

        var turn = playbooks.TryGetValue(agent, out var playbook)
            ? playbook.Next(PlaybookConversation.Read(messages, options.Tools))
            : new PlaybookTurn.Answer(WithoutPlaybook(agent), new Fault("not_configured", $"{agent} works with a model only.", Setting: "OPSROOM_MODEL"));
        return turn switch
        {
            PlaybookTurn.CallTools plan => [.. Pieces(plan.Thought), Calls(plan, agent, messages)],
            PlaybookTurn.Answer answer => [.. Pieces(answer.Message), End(answer.Error)],
            _ => throw new InvalidOperationException($"The playbook of {agent} gave a turn of an unknown kind."),
        };
    }

    private static ChatResponseUpdate Calls(PlaybookTurn.CallTools plan, string agent, IReadOnlyList<ChatMessage> messages)
    {
        var ordinal = PlaybookConversation.LastOrdinal(agent, messages);
        return Update([.. plan.Calls.Select((call, index) => PlaybookConversation.ToContent(call, agent, ordinal + index + 1))], ChatFinishReason.ToolCalls);
    }

    private static ChatResponseUpdate End(Fault? fault)
    {
        var update = Update([], ChatFinishReason.Stop);
        update.AdditionalProperties = fault is null ? null : new AdditionalPropertiesDictionary { [FaultKey] = fault };
        return update;
    }

    private static IEnumerable<ChatResponseUpdate> Pieces(string text)
    {
        var length = Math.Max(LeastPiece, (text.Length / MostPieces) + 1);
        for (var start = 0; start < text.Length;)
        {
            // a break before a space cuts neither a word nor a pair of surrogates
            var space = start + length < text.Length ? text.IndexOfAny([' ', '\n'], start + length) : -1;
            var end = space < 0 ? text.Length : space;
            yield return Update([new TextContent(text[start..end])], finish: null);
            start = end;
        }
    }

    private static ChatResponseUpdate Update(IList<AIContent> contents, ChatFinishReason? finish) =>
        new(ChatRole.Assistant, contents) { ModelId = ModelName.PlaybookProvider, FinishReason = finish };

    private static string WithoutPlaybook(string agent) =>
        $"""
        `{agent}` has no built-in playbook, so it needs a language model, and none answered.

        Set `ANTHROPIC_API_KEY` or `OPENAI_API_KEY` (with `OPENAI_BASE_URL` for a server of your own), or name a model in `OPSROOM_MODEL`, and start the server again.
        """;
}
