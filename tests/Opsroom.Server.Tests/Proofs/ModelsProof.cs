using System.Text.Json.Nodes;
using Opsroom.TestKit.Models;
using Opsroom.TestKit.Proofs;

namespace Opsroom.Server.Tests.Proofs;

/// <summary>
/// A provider that limits, is overloaded, breaks off or goes away: runs end well by another attempt or by another model, and say which model answered.
/// A round is a run for each of the four, at moments that are chosen anew.
/// </summary>
public sealed class ModelsProof
{
    private const int RetryAfterSeconds = 7;
    private const string Anthropic = "anthropic:claude-sonnet-5-5";
    private const string OpenAI = "openai:second";
    private const string Verdict = """{"quality":1,"completeness":1,"findings":[],"remediation":null}""";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Faults => new()
    {
        { "limited", "rate limited" },
        { "overloaded", "overloaded" },
        { "error event", "stream error" },
        { "cut", "stream cut" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_run_that_meets_faults_ends_by_retry_with_the_journal_of_a_run_that_met_none(string fault, string reason)
    {
        var random = new Random(ProofRun.Seed);
        var script = new LongScript("/nowhere");
        var faulty = new HashSet<int>();
        var asked = 0;
        await using var model = await FakeAnthropic.StartNewAsync(Cancelled);
        model.Otherwise = request => script.Answer(request) is var turn && faulty.Contains(Interlocked.Increment(ref asked)) ? Break(turn, fault, random) : turn;
        var clock = new ImpatientClock(TimeSpan.FromSeconds(RetryAfterSeconds));
        await using var server = await ProofServer.StartAsync(ProofServer.SettingsOf(model), Cancelled, clock);
        var calm = PlainJournal.BranchesOf((await RunAsync(server, "calm")).Journal, "calm");

        for (var round = 1; round <= ProofRun.Rounds(1); round++)
        {
            faulty.Clear();
            faulty.UnionWith([random.Next(1, 4), random.Next(9, 13), random.Next(18, 28)]);
            asked = 0;
            var (seen, journal, status) = await RunAsync(server, $"run-{round}");

            var difference = PlainJournal.Difference(calm, PlainJournal.BranchesOf(journal, $"run-{round}"));
            Assert.True(difference is null, $"{fault} at {string.Join(", ", faulty)}: {difference}");
            var retries = seen.Where(block => !block.IsDone && block.Json.GetProperty("name").GetString() == "model_retry").ToList();
            Assert.Equal([reason, reason, reason], retries.Select(block => block.Json.GetProperty("data").GetProperty("reason").GetString()));
            Assert.Equal(Anthropic, (string?)status["result"]!["model"]);
            var answers = journal.Where(@event => (string?)@event["kind"] == "model_answered").ToList();
            Assert.All(answers, answer => Assert.Equal(100, (int?)answer["usage"]!["input_tokens"]));
            Assert.Equal(fault == "limited" ? 3 * round : 0, clock.Passed);
            ProofRun.Tell($"retry, {fault}, model calls {string.Join(", ", faulty.Order())}: {answers.Count} answers, {retries.Count} discarded, same journal");
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_run_whose_model_stays_away_is_ended_by_the_next_one_and_says_so(string fault, string reason)
    {
        var random = new Random(ProofRun.Seed);
        await using var anthropic = await FakeAnthropic.StartNewAsync(Cancelled);
        await using var openAI = await FakeOpenAI.StartNewAsync(Cancelled);
        var first = true;
        anthropic.Otherwise = _ =>
        {
            var works = first;
            first = false;
            return works
                ? FakeReply.Call(new FakeCall("a", "workspace_write", """{"path":"a.md","content":"from the first model"}"""))
                : Break(FakeReply.Say("I ", "was ", "about ", "to"), fault, random);
        };
        openAI.Otherwise = request => request.Body.TryGetProperty("response_format", out _) ? FakeReply.Say(Verdict) : FakeReply.Say("Done ", "by the second.");
        var settings = ProofServer.SettingsOf(anthropic, openAI);
        settings["Models:Fallback"] = $"{OpenAI},playbook";
        settings["Models:Retries"] = "1";
        await using var server = await ProofServer.StartAsync(settings, Cancelled, new ImpatientClock(TimeSpan.FromSeconds(RetryAfterSeconds)));

        var (seen, journal, status) = await RunAsync(server, "t", "Write a note.", "incident_agent");

        var result = status["result"]!;
        Assert.Equal("Done by the second.", (string?)result["message"]);
        Assert.Equal(OpenAI, (string?)result["model"]);
        Assert.Equal([Anthropic], result["models_failed"]!.AsArray().Select(name => (string?)name));
        Assert.Equal("a.md", (string?)result["artifacts"]![0]!["path"]);
        Assert.Contains("from the first model", openAI.Requests[0].Body.GetRawText(), StringComparison.Ordinal);
        Assert.Contains(seen, block => !block.IsDone && block.Json.GetProperty("name").GetString() == "model_retry" && block.Data.Contains(reason, StringComparison.Ordinal));
        Assert.Contains(journal, @event => (string?)@event["kind"] == "model_answered" && (string?)@event["model"] == OpenAI && (int?)@event["usage"]!["output_tokens"] == 20);
        ProofRun.Tell($"fallback, {fault}: {OpenAI} answered after {Anthropic}");
    }

    [Fact]
    public async Task A_run_that_no_model_answers_is_done_from_the_playbook_and_says_so()
    {
        await using var anthropic = await FakeAnthropic.StartNewAsync(Cancelled);
        await using var openAI = await FakeOpenAI.StartNewAsync(Cancelled);
        anthropic.Otherwise = _ => new FakeReply.Error(529, "overloaded_error", "Overloaded");
        openAI.Otherwise = _ => new FakeReply.Error(503, "server_error", "Down");
        var settings = ProofServer.SettingsOf(anthropic, openAI);
        settings["Models:Fallback"] = $"{OpenAI},playbook";
        settings["Models:Retries"] = "0";
        await using var server = await ProofServer.StartAsync(settings, Cancelled);

        var answer = await server.Client.InvokeAsync("t", "Create a canary pipeline for checkout", null, Cancelled);

        Assert.Equal("success", (string?)answer["status"]);
        Assert.Equal("playbook", (string?)answer["result"]!["model"]);
        Assert.Contains("checkout", (string?)answer["result"]!["yaml"], StringComparison.Ordinal);
        Assert.Contains("Decided offline", (string?)answer["result"]!["routing"]!["reason"], StringComparison.Ordinal);
    }

    private static FakeReply Break(FakeReply.Turn turn, string fault, Random random)
    {
        lock (random)
        {
            var begun = turn with { Pieces = [.. turn.Pieces.Take(random.Next(1, turn.Pieces.Count + 1))] };
            return fault switch
            {
                "limited" => new FakeReply.Error(429, "rate_limit_error", "Slow down") { RetryAfter = $"{RetryAfterSeconds}" },
                "overloaded" => new FakeReply.Error(529, "overloaded_error", "Overloaded"),
                "error event" => begun with { Ending = FakeEnding.ErrorEvent },
                "cut" => begun with { Ending = FakeEnding.Cut },
                _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, null),
            };
        }
    }

    private static async Task<(List<SseBlock> Seen, IReadOnlyList<JsonObject> Journal, JsonObject Status)> RunAsync(
        ProofServer server, string thread, string task = LongScript.RoutedTask, string? agent = null)
    {
        await server.Client.PutAsync(thread, LongScript.LargeFile, LongScript.LargeContent, Cancelled);
        var seen = new List<SseBlock>();
        await foreach (var block in server.Client.ReadAsync(ProofClient.Stream(thread, task, agent), Cancelled))
        {
            seen.Add(block);
        }

        Assert.Contains("\"complete\"", seen[^1].Data, StringComparison.Ordinal);
        return (seen, await server.Client.JournalAsync(thread, Cancelled), await server.Client.GetAsync($"/workflow/status/{thread}", Cancelled));
    }

    /// <summary>A clock on which one certain delay passes at once and is counted; all others take their time.</summary>
    private sealed class ImpatientClock(TimeSpan delay) : TimeProvider
    {
        private int passed;

        public int Passed => passed;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == delay)
            {
                Interlocked.Increment(ref passed);
                dueTime = TimeSpan.Zero;
            }

            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
