using Opsroom.Threads;
using Xunit;

namespace Opsroom.TestKit.Stores;

public abstract partial class StoreContract
{
    [Fact]
    public async Task A_thread_is_listed_as_its_events_say()
    {
        var created = Time.GetUtcNow();
        var thread = NewThread();
        await thread.AppendAsync(SomeEvents.RunStarted("  First task  "));
        Time.Advance(TimeSpan.FromMinutes(1));
        await thread.AppendAsync(SomeEvents.AgentStarted("harness_expert"), SomeEvents.AgentStarted("kubernetes_agent"));
        Assert.Equal(
            new ThreadSummary(thread.Key.Id, RunStatus.InProgress, RunKind.Agent, "kubernetes_agent", "First task", created, Time.GetUtcNow(), 3), await SummaryAsync());

        Time.Advance(TimeSpan.FromMinutes(1));
        await thread.AppendAsync(SomeEvents.RunEnded(RunStatus.Failed));
        Assert.Equal(RunStatus.Failed, (await SummaryAsync()).Status);

        await thread.AppendAsync(SomeEvents.RunStarted("Second task"));
        Assert.Equal(
            new ThreadSummary(thread.Key.Id, RunStatus.InProgress, RunKind.Agent, "kubernetes_agent", "First task", created, Time.GetUtcNow(), 5), await SummaryAsync());
    }

    [Fact]
    public async Task A_title_is_one_line_of_the_first_120_characters_and_never_half_a_character()
    {
        await NewThread().AppendAsync(SomeEvents.RunStarted(new string('x', 119) + "🚀 and more"));
        Assert.Equal(new string('x', 119), (await SummaryAsync()).Title);
        Time.Advance(TimeSpan.FromSeconds(1));
        await NewThread().AppendAsync(SomeEvents.RunStarted(new string('y', 500)));
        Assert.Equal(new string('y', 120), (await SummaryAsync()).Title);
        Time.Advance(TimeSpan.FromSeconds(1));
        await NewThread().AppendAsync(SomeEvents.RunStarted("two\nlines\0and a zero"));
        Assert.Equal("two lines and a zero", (await SummaryAsync()).Title);
        await AssertSoundAsync();
    }

    [Fact]
    public async Task A_thread_that_has_only_files_has_no_status()
    {
        var blob = SomeEvents.Blob("hello");
        await AddFileAsync(NewThread(), blob);

        var summary = await SummaryAsync();

        Assert.Null(summary.Status);
        Assert.Null(summary.Kind);
        Assert.Null(summary.Title);
    }

    [Fact]
    public async Task Direct_tool_calls_are_hidden_unless_asked_for()
    {
        var agent = NewThread();
        await agent.AppendAsync(SomeEvents.RunStarted("by an agent"));
        var tool = NewThread();
        await tool.AppendAsync(SomeEvents.RunStarted("", RunKind.Tool));
        var both = NewThread();
        await both.AppendAsync(SomeEvents.RunStarted("", RunKind.Tool), SomeEvents.RunEnded(), SomeEvents.RunStarted("then by an agent"));

        Assert.Equal([both.Key.Id, agent.Key.Id], await ListAsync(new ThreadQuery("default", null, null, null, 10, null)));
        Assert.Equal([both.Key.Id, agent.Key.Id], await ListAsync(new ThreadQuery("default", null, null, RunKind.Agent, 10, null)));
        Assert.Equal([tool.Key.Id], await ListAsync(new ThreadQuery("default", null, null, RunKind.Tool, 10, null)));
    }

    [Fact]
    public async Task Threads_are_filtered_by_status_and_agent()
    {
        var running = await ThreadOfAsync("harness_expert", null);
        var failed = await ThreadOfAsync("harness_expert", RunStatus.Failed);
        var complete = await ThreadOfAsync("kubernetes_agent", RunStatus.Complete);
        var waiting = await ThreadOfAsync("kubernetes_agent", RunStatus.PendingApproval);

        Assert.Equal([running], await ListAsync(new ThreadQuery("default", RunStatus.InProgress, null, null, 10, null)));
        Assert.Equal([waiting], await ListAsync(new ThreadQuery("default", RunStatus.PendingApproval, null, null, 10, null)));
        Assert.Equal([failed], await ListAsync(new ThreadQuery("default", RunStatus.Failed, null, null, 10, null)));
        Assert.Equal([waiting, complete], await ListAsync(new ThreadQuery("default", null, "kubernetes_agent", null, 10, null)));
        Assert.Equal([failed], await ListAsync(new ThreadQuery("default", RunStatus.Failed, "harness_expert", null, 10, null)));
        Assert.Empty(await ListAsync(new ThreadQuery("default", RunStatus.Failed, "kubernetes_agent", null, 10, null)));
        Assert.Empty(await ListAsync(new ThreadQuery("elsewhere", null, null, null, 10, null)));
    }

    [Fact]
    public async Task Pages_hold_every_thread_once_last_changed_first()
    {
        var expected = new List<ThreadId>();
        for (var i = 0; i < 23; i++)
        {
            // threads that changed at the same moment have to be told apart too
            Time.Advance(TimeSpan.FromSeconds(i % 3 == 0 ? 0 : 1));
            expected.Insert(0, await ThreadOfAsync("a", RunStatus.Complete));
        }

        Assert.Equal(expected, await PagesAsync(5));
        Assert.Equal(expected, await PagesAsync(23));
        Assert.Equal(expected, await PagesAsync(100));
    }

    [Fact]
    public async Task A_thread_that_changes_moves_to_the_front()
    {
        var old = NewThread();
        await old.AppendAsync(SomeEvents.RunStarted());
        Time.Advance(TimeSpan.FromSeconds(1));
        var young = await ThreadOfAsync("a", null);
        Time.Advance(TimeSpan.FromSeconds(1));
        await old.AppendAsync(SomeEvents.RunEnded());

        Assert.Equal([old.Key.Id, young], await ListAsync(new ThreadQuery("default", null, null, null, 10, null)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("!!!!")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_cursor_that_no_page_gave_is_a_format_error(string cursor) =>
        await Assert.ThrowsAsync<FormatException>(() => Store.ListAsync(new ThreadQuery("default", null, null, null, 10, cursor), Cancellation));

    [Fact]
    public async Task Unfinished_threads_are_those_that_run_or_wait_of_every_tenant()
    {
        var running = NewThread(tenant: "one");
        await running.AppendAsync(SomeEvents.RunStarted());
        var waiting = NewThread(tenant: "two");
        await waiting.AppendAsync(SomeEvents.RunStarted(), SomeEvents.RunEnded(RunStatus.PendingApproval));
        await ThreadOfAsync("a", RunStatus.Complete);
        await ThreadOfAsync("a", RunStatus.Cancelled);
        await AddFileAsync(NewThread(), SomeEvents.Blob("only a file"));

        Assert.Equal([running.Key, waiting.Key], await Store.ListUnfinishedAsync(Cancellation));
    }

    [Fact]
    public async Task A_fork_rests_and_counts_nothing_of_its_past()
    {
        var run = SomeEvents.RunStarted("the original", claim: new IdempotencyClaim("key", "digest"));
        ThreadEvent[] past = [run, SomeEvents.ModelAnswered("a", "m", new ModelUsage(10, 0, 5, 0.5m))];
        var original = NewThread();
        await original.AppendAsync(past);
        var fork = NewThread();

        var outcome = await fork.AppendAsync([.. past, new ThreadForked(original.Key.Id.Value, 2, "local")]);

        Assert.Equal(AppendStatus.Appended, outcome.Status);
        Assert.Equal([original.Key], await Store.ListUnfinishedAsync(Cancellation));
        Assert.Equal(1, Assert.Single(await Store.ReadUsageAsync("default", Cancellation)).Calls);
        Assert.Equal(original.Key.Id, (await Store.FindIdempotentAsync("default", "local", "key", Cancellation))!.ThreadId);
        await AssertSoundAsync();
        await Store.DeleteAsync(fork.Key, Cancellation);
        await AssertSoundAsync();
    }

    private async Task<ThreadId> ThreadOfAsync(string agent, RunStatus? status)
    {
        var thread = NewThread();
        await thread.AppendAsync(SomeEvents.RunStarted($"for {agent}"), SomeEvents.AgentStarted(agent));
        if (status is { } ended)
        {
            await thread.AppendAsync(SomeEvents.RunEnded(ended));
        }

        return thread.Key.Id;
    }

    private async Task<ThreadSummary> SummaryAsync() => (await Store.ListAsync(new ThreadQuery("default", null, null, null, 1, null), Cancellation)).Items[0];

    private async Task<IEnumerable<ThreadId>> ListAsync(ThreadQuery query) => (await Store.ListAsync(query, Cancellation)).Items.Select(item => item.ThreadId);

    private async Task<List<ThreadId>> PagesAsync(int limit)
    {
        var ids = new List<ThreadId>();
        string? cursor = null;
        do
        {
            var page = await Store.ListAsync(new ThreadQuery("default", null, null, null, limit, cursor), Cancellation);
            Assert.InRange(page.Items.Count, 1, limit);
            ids.AddRange(page.Items.Select(item => item.ThreadId));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        return ids;
    }
}
