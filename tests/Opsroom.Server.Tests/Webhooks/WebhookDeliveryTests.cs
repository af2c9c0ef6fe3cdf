using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Opsroom.Server.Hosting;
using Opsroom.Server.Webhooks;
using Opsroom.Telemetry;
using Opsroom.TestKit.Stores;
using Opsroom.TestKit.Webhooks;
using Opsroom.Threads;
using Opsroom.Threads.Sqlite;

namespace Opsroom.Server.Tests.Webhooks;

/// <summary>One delivery over real HTTP, pass by pass, on a clock of the test's own.</summary>
public sealed class WebhookDeliveryTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("opsroom-webhooks-").FullName;
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private WebhookReceiver receiver = null!;
    private SqliteStore store = null!;
    private WebhookPost post = null!;
    private WebhookDelivery delivery = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        receiver = await WebhookReceiver.StartNewAsync(Cancelled);
        var options = new OpsroomServerOptions
        {
            WorkingDirectory = folder,
            Environment = new Dictionary<string, string>(StringComparer.Ordinal),
            Configuration = receiver.Settings,
        };
        var settings = Settings.Read(ServerConfiguration.Build(options), options);
        store = new SqliteStore(new SqliteStoreOptions { DataDirectory = folder, Notices = settings.Webhooks.Routes }, time);
        await store.InitializeAsync(Cancelled);
        post = new WebhookPost(time);
        delivery = new WebhookDelivery(
            Assert.Single(settings.Webhooks.All), store, new WebhookMessages(store, new Redactor(new byte[32], settings.Secrets)), post, time,
            NullLogger<WebhookDelivery>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        post.Dispose();
        await store.DisposeAsync();
        await receiver.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task What_a_receiver_that_was_down_missed_arrives_in_order_when_it_is_up()
    {
        receiver.Answer = WebhookReceiver.Refuse(500);
        var writer = Writer("t");
        await writer.AppendAsync(SomeEvents.RunStarted(), SomeEvents.RunEnded());
        await writer.AppendAsync(SomeEvents.RunStarted(), SomeEvents.RunEnded(RunStatus.Failed));

        Assert.Equal(TimeSpan.FromSeconds(5), await delivery.PassAsync(Cancelled));
        Assert.Null(await delivery.PassAsync(Cancelled));
        Assert.StartsWith("unhealthy: it answers 500", delivery.Health.Status, StringComparison.Ordinal);
        time.Advance(TimeSpan.FromSeconds(6));
        await delivery.PassAsync(Cancelled);
        receiver.Answer = WebhookReceiver.Accept;
        time.Advance(TimeSpan.FromSeconds(24));
        Assert.Equal(TimeSpan.Zero, await delivery.PassAsync(Cancelled));
        Assert.Equal(TimeSpan.Zero, await delivery.PassAsync(Cancelled));
        Assert.Null(await delivery.PassAsync(Cancelled));

        var notices = receiver.Received;
        Assert.Equal(["complete", "complete", "complete", "failed"], notices.Select(notice => notice.Data.GetProperty("status").GetString()));
        Assert.All(notices, notice => Assert.True(notice.IsGenuine));
        Assert.Single(notices.Take(3).Select(notice => notice.Id).Distinct());
        Assert.Equal(3, notices.Take(3).Select(notice => notice.Timestamp).Distinct().Count());
        Assert.NotEqual(notices[2].Id, notices[3].Id);
        Assert.Equal("healthy", delivery.Health.Status);
    }

    [Fact]
    public async Task A_receiver_that_asks_for_time_gets_it()
    {
        receiver.Answer = WebhookReceiver.Refuse(429, "Retry-After", "3600");
        await FinishAsync("t");

        Assert.Equal(TimeSpan.FromHours(1), await delivery.PassAsync(Cancelled));
        time.Advance(TimeSpan.FromMinutes(59));
        Assert.Null(await delivery.PassAsync(Cancelled));
        time.Advance(TimeSpan.FromMinutes(1));
        receiver.Answer = WebhookReceiver.Accept;
        Assert.Equal(TimeSpan.Zero, await delivery.PassAsync(Cancelled));
        Assert.Equal(2, receiver.Received.Count);
    }

    [Fact]
    public async Task A_receiver_that_is_gone_is_told_nothing_more()
    {
        receiver.Answer = WebhookReceiver.Refuse((int)HttpStatusCode.Gone);
        await FinishAsync("a");
        Assert.NotNull(await delivery.PassAsync(Cancelled));
        await FinishAsync("b");
        Assert.Null(await delivery.PassAsync(Cancelled));
        time.Advance(TimeSpan.FromDays(1));
        Assert.Null(await delivery.PassAsync(Cancelled));

        Assert.Single(receiver.Received);
        Assert.Contains("410", delivery.Health.Status, StringComparison.Ordinal);
        Assert.Equal(2, delivery.Health.GivenUp);
    }

    [Fact]
    public async Task No_redirect_is_followed()
    {
        receiver.Answer = WebhookReceiver.Refuse(307, "Location", new Uri(receiver.Url, "/elsewhere").ToString());
        await FinishAsync("t");
        await delivery.PassAsync(Cancelled);

        Assert.Equal("/hooks/opsroom?token=in-the-address", Assert.Single(receiver.Received).Target);
        Assert.Contains("307", delivery.Health.Status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_address_is_in_no_trace()
    {
        var traced = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "System.Net.Http",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = traced.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await FinishAsync("t");
        await delivery.PassAsync(Cancelled);

        Assert.Single(receiver.Received);
        Assert.DoesNotContain(traced.SelectMany(activity => activity.Tags), tag => tag.Value?.Contains(receiver.Url.Authority, StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_notice_that_never_arrives_is_given_up_after_about_a_day_and_health_says_so()
    {
        receiver.Answer = WebhookReceiver.Refuse(503);
        await FinishAsync("t");
        var begun = time.GetUtcNow();
        for (var attempt = 1; attempt <= WebhookDelivery.MostAttempts; attempt++)
        {
            Assert.Equal(0, delivery.Health.GivenUp);
            while (await delivery.PassAsync(Cancelled) is null)
            {
                time.Advance(TimeSpan.FromMinutes(2));
            }
        }

        Assert.Equal(1, delivery.Health.GivenUp);
        Assert.InRange(time.GetUtcNow() - begun, TimeSpan.FromHours(16), TimeSpan.FromHours(32));
        time.Advance(TimeSpan.FromDays(2));
        Assert.Null(await delivery.PassAsync(Cancelled));
        Assert.Equal(WebhookDelivery.MostAttempts, receiver.Received.Count);
        Assert.Contains(new Uri(receiver.Url, "/").ToString().TrimEnd('/'), delivery.Health.Receiver, StringComparison.Ordinal);
        Assert.DoesNotContain("token", delivery.Health.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_request_is_told_of_without_what_makes_it_large()
    {
        var items = Enumerable.Range(1, 200).Select(number => new ApprovalItem(
            $"a.{number}", ApprovalKind.Call, $"call-{number}", "agent", "push_pipeline", new string('r', 3_000), "production", "change",
            JsonSerializer.SerializeToElement(new { text = new string('x', 4_000) }), null, null, ApprovalTerms.Default, time.GetUtcNow()));
        await Writer("t").AppendAsync(SomeEvents.RunStarted(), new ApprovalAsked("a", "digest", [.. items]));
        await delivery.PassAsync(Cancelled);

        var notice = Assert.Single(receiver.Received);
        Assert.True(notice.IsGenuine);
        Assert.True(notice.Body.Length <= WebhookMessages.LongestBody);
        Assert.True(notice.Data.GetProperty("truncated").GetBoolean());
        Assert.Equal(200, notice.Data.GetProperty("items_total").GetInt32());
        Assert.Equal("a.1", notice.Data.GetProperty("items")[0].GetProperty("item_id").GetString());
    }

    [Fact]
    public async Task A_server_that_stops_while_it_sends_leaves_the_notice_for_the_next_one()
    {
        receiver.Answer = WebhookReceiver.Hold;
        await FinishAsync("t");
        using var stopping = new CancellationTokenSource();
        var pass = delivery.PassAsync(stopping.Token);
        await receiver.WaitForAsync(1, Cancelled);
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pass);

        receiver.Answer = WebhookReceiver.Accept;
        Assert.Equal(TimeSpan.Zero, await delivery.PassAsync(Cancelled));
        Assert.Single(receiver.Received.Select(notice => notice.Id).Distinct());
    }

    private async Task FinishAsync(string thread) => await Writer(thread).AppendAsync(SomeEvents.RunStarted(), SomeEvents.RunEnded());

    private ThreadWriter Writer(string thread) => new(store, time, new ThreadKey("default", ThreadId.Parse(thread)));
}
