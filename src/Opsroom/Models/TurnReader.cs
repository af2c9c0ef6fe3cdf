using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.AI;
using Opsroom.Models.Playbooks;
using Opsroom.Threads;

namespace Opsroom.Models;

/// <summary>Follows one answer as it streams in.</summary>
internal sealed class TurnReader(ModelEndpoint endpoint, Action<string> onText)
{
    private readonly StringBuilder text = new();
    private readonly ImmutableArray<FunctionCallContent>.Builder calls = ImmutableArray.CreateBuilder<FunctionCallContent>();
    private UsageDetails? usage;
    private ChatFinishReason? finish;
    private string? refusal;
    private string? error;
    private string? responseModel;
    private Fault? fault;

    /// <summary>Never throws for what the client does; only when the run is cancelled.</summary>
    /// <param name="patience">How long the client may stay silent.</param>
    public async ValueTask<AttemptResult> ReadAsync(
        IEnumerable<ChatMessage> messages, ChatOptions options, TimeSpan patience, TimeProvider time, CancellationToken runCancelled)
    {
        using var silence = endpoint.IsPlaybook ? null : new CancellationTokenSource(patience, time);
        using var either = silence is null ? null : CancellationTokenSource.CreateLinkedTokenSource(runCancelled, silence.Token);
        try
        {
            await foreach (var update in endpoint.Client.GetStreamingResponseAsync(messages, options, either?.Token ?? runCancelled))
            {
                silence?.CancelAfter(patience);
                Add(update);
            }
        }
        catch (Exception exception)
        {
            runCancelled.ThrowIfCancellationRequested();
            return AttemptResult.Failed(silence is { IsCancellationRequested: true } ? AttemptFailure.Timeout(patience) : AttemptFailure.From(exception, endpoint.Provider));
        }

        return Result();
    }

    private void Add(ChatResponseUpdate update)
    {
        finish = update.FinishReason ?? finish;
        responseModel ??= update.ModelId;
        fault ??= update.AdditionalProperties?.GetValueOrDefault(PlaybookChatClient.FaultKey) as Fault;
        foreach (var content in update.Contents)
        {
            switch (content)
            {
                case TextContent { Text.Length: > 0 } piece:
                    text.Append(piece.Text);
                    onText(piece.Text);
                    break;
                case FunctionCallContent call:
                    calls.Add(call);
                    break;
                case UsageContent counted:
                    // some servers repeat a running total, so the last one counts and nothing is added up
                    usage = counted.Details;
                    break;
                case ErrorContent { ErrorCode: "Refusal" } refused:
                    refusal = refused.Message;
                    break;
                case ErrorContent failed:
                    error = failed.Message;
                    break;
                default:
                    break;
            }
        }
    }

    private AttemptResult Result()
    {
        if (refusal is not null || finish == ChatFinishReason.ContentFilter)
        {
            return AttemptResult.Failed(AttemptFailure.Refused(refusal ?? text.ToString()));
        }

        if (error is not null)
        {
            return AttemptResult.Failed(AttemptFailure.From(new ProviderException(null, null, error, null), endpoint.Provider));
        }

        // a provider always says why it stopped; where it did not, the connection ended before it could
        return finish is null && endpoint.Provider is not null
            ? AttemptResult.Failed(AttemptFailure.CutOff())
            : AttemptResult.Answered(new ModelTurn(text.ToString(), calls.ToImmutable(), CountUsage(), finish == ChatFinishReason.Length, fault, responseModel));
    }

    private ModelUsage CountUsage()
    {
        if (usage is null)
        {
            return ModelUsage.None;
        }

        var (input, cached, output) = (usage.InputTokenCount ?? 0, usage.CachedInputTokenCount ?? 0, usage.OutputTokenCount ?? 0);
        var cacheWrites = usage.AdditionalCounts?.GetValueOrDefault("CacheCreationInputTokens") ?? 0;
        return new ModelUsage(input, cached, output, endpoint.Price?.CostOf(input, cached, cacheWrites, output));
    }
}
