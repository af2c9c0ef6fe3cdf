using System.ComponentModel;
using Opsroom.TestKit.Models;
using Opsroom.TestKit.Proofs;
using Opsroom.Tools;

namespace Opsroom.Server.Tests.Proofs;

/// <summary>What watchers see of a model's answer while it is being given.</summary>
public sealed class ModelStreamTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_calls_go_side_by_side_and_every_piece_arrives_while_the_model_still_holds_the_next()
    {
        string[] pieces = ["Both ", "have ", "met, ", "and ", "that ", "is all."];
        using var arrived = new SemaphoreSlim(0);
        await using var model = await FakeAnthropic.StartNewAsync(Cancelled);
        model.Reply(
            FakeReply.Call(new FakeCall("a", "meet", """{"who":"ann"}"""), new FakeCall("b", "meet", """{"who":"bob"}""")) with { Pieces = ["They ", "shall meet."] },
            FakeReply.Say(pieces) with { BeforePiece = (piece, left) => piece == 0 ? Task.CompletedTask : arrived.WaitAsync(left) },
            FakeReply.Say("""{"quality":1,"completeness":1,"findings":[],"remediation":null}"""));
        await using var server = await ProofServer.StartAsync(
            ProofServer.SettingsOf(model), Cancelled, agent: ("host.md", "---\ndescription: Brings people together.\nteam: operations\ntools: [meet]\n---\nYou bring people together.\n"),
            toolSets: [new MeetingTools()]);

        var seen = new List<SseBlock>();
        await foreach (var block in server.Client.ReadAsync(ProofClient.Stream("t", "Have them meet.", "host"), Cancelled))
        {
            seen.Add(block);
            if (block.Chunk is { } chunk && pieces.Contains(chunk, StringComparer.Ordinal))
            {
                arrived.Release();
            }
        }

        Assert.Equal("""{"status":"complete","thread_id":"t"}""", seen[^1].Data);
        Assert.Equal("They shall meet." + string.Concat(pieces), string.Concat(TextOf(seen)));
        string[] calls = ["on_tool_start", "on_tool_start", "on_tool_end", "on_tool_end"];
        Assert.Equal(calls, seen.Select(block => block.Event).Where(name => name?.StartsWith("on_tool", StringComparison.Ordinal) ?? false));
        Assert.Equal(3, model.Requests.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_comes_after_a_retry_sees_nothing_of_the_attempt_that_was_discarded(bool knowsOfIt)
    {
        var again = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var model = await FakeAnthropic.StartNewAsync(Cancelled);
        model.Reply(
            FakeReply.Say("Old ", "words ", "that ", "break ", "off") with { Ending = FakeEnding.ErrorEvent },
            FakeReply.Say("New ", "words.") with
            {
                BeforePiece = async (piece, left) =>
                {
                    if (piece == 1)
                    {
                        again.SetResult();
                        await met.Task.WaitAsync(left);
                    }
                },
            },
            FakeReply.Say("""{"quality":1,"completeness":1,"findings":[],"remediation":null}"""));
        await using var server = await ProofServer.StartAsync(ProofServer.SettingsOf(model), Cancelled);

        var run = server.Client.InvokeAsync("t", "Say something.", "harness_expert", Cancelled);
        await again.Task;
        var journal = await server.Client.JournalAsync("t", Cancelled);
        Assert.Equal(["attempt_abandoned", "model_requested"], journal.TakeLast(2).Select(@event => (string?)@event["kind"]));
        var late = new List<string>();
        await foreach (var block in server.Client.ReadAsync(ProofClient.Watch("t", knowsOfIt ? (long?)journal[^1]["sequence"] : null), Cancelled))
        {
            if (block.Chunk is { } chunk)
            {
                late.Add(chunk);
                met.TrySetResult();
            }
        }

        Assert.Equal(["New ", "words."], late);
        Assert.Equal("New words.", (string?)(await run)["result"]!["message"]);
    }

    private static IEnumerable<string?> TextOf(IEnumerable<SseBlock> blocks) => blocks.Select(block => block.Chunk).Where(chunk => chunk is not null);

    /// <summary>A tool whose calls end only when two of them are being made.</summary>
    private sealed class MeetingTools
    {
        private readonly TaskCompletionSource both = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int present;

        [Tool("meet", Effect.Read)]
        [Description("Waits for the other one.")]
        [ToolExample("""{"who": "ann"}""")]
        public async Task<ToolResult<Meeting>> MeetAsync([Description("Who comes.")] string who, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref present) == 2)
            {
                both.SetResult();
            }

            await both.Task.WaitAsync(cancellationToken);
            return new Meeting($"{who} met the other one.");
        }
    }

    private sealed record Meeting(string Message);
}
