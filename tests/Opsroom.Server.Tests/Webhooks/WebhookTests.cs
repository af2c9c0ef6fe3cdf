using System.Globalization;
using System.Text.Json;
using Opsroom.Server.Tests.Proofs.Approvals;
using Opsroom.TestKit.Webhooks;

namespace Opsroom.Server.Tests.Webhooks;

/// <summary>Notices of a whole server, over real HTTP at both ends.</summary>
public sealed class WebhookTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Stores => ProofStore.All;

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task What_is_asked_decided_and_finished_arrives_once_each_signed_and_without_secrets(string store)
    {
        await using var receiver = await WebhookReceiver.StartNewAsync(Cancelled);
        await using var server = await ApprovalServer.StartAsync(store, Cancelled, settings: receiver.Settings);
        server.Outside.Put("alpha");
        await server.Client.CallAsync("outside_set", new { name = "alpha", value = $"signed with {receiver.Secret}" }, "alpha", Cancelled);
        await receiver.WaitForAsync(1, Cancelled);
        var item = Assert.Single(await server.Client.PendingAsync("alpha", Cancelled));
        await server.Client.DecideAsync("alpha", new { approved = true, comment = "Checked." }, Cancelled);
        await receiver.WaitForAsync(3, Cancelled);

        // a second run whose notices follow shows that nothing of the first came twice
        await server.Client.CallAsync("outside_read", new { name = "alpha" }, "alpha", Cancelled);
        var notices = await receiver.WaitForAsync(4, Cancelled);
        Assert.Equal(["approval.asked", "approval.decided", "run.finished", "run.finished"], notices.Select(notice => notice.Type));
        Assert.Equal(4, notices.Select(notice => notice.Id).Distinct().Count());
        Assert.All(notices, notice =>
        {
            Assert.True(notice.IsGenuine);
            Assert.Equal("alpha", notice.Data.GetProperty("thread_id").GetString());
            Assert.DoesNotContain(receiver.Secret["whsec_".Length..], notice.Body, StringComparison.Ordinal);
            Assert.DoesNotContain("in-the-address", notice.Body, StringComparison.Ordinal);
        });
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(item.Json.ToJsonString()), notices[0].Data.GetProperty("items")[0]));
        Assert.Contains("[redacted:", notices[0].Body, StringComparison.Ordinal);
        Assert.Equal((item.ApprovalId, "approved", "Checked."), (Text(notices[1], "approval_id"), Text(notices[1], "status"), Text(notices[1], "comment")));
        Assert.Equal("complete", Text(notices[2], "status"));
        Assert.Equal(1, server.Outside.Count("alpha"));

        var health = (await server.Client.GetAsync("/health", Cancelled)).Body;
        Assert.Equal("healthy", (string?)health["webhooks"]?[0]?["status"]);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_notice_outlives_the_server_that_was_killed_before_it_arrived(string store)
    {
        await using var receiver = await WebhookReceiver.StartNewAsync(Cancelled);
        receiver.Answer = WebhookReceiver.Hold;
        await using var server = await KillableServer.OpenAsync(store, Cancelled);
        await File.WriteAllTextAsync(
            Path.Combine(server.Store.Folder, "appsettings.json"),
            JsonSerializer.Serialize(new { Webhooks = new[] { new { Url = receiver.Url.ToString(), receiver.Secret, Events = new[] { "asked", "finished" } } } }), Cancelled);
        await server.StartAsync(Cancelled);
        server.Outside.Put("alpha");
        await server.Client.CallAsync("outside_set", new { name = "alpha", value = "new" }, "alpha", Cancelled);
        await receiver.WaitForAsync(1, Cancelled);
        await server.KillAsync(Cancelled);

        receiver.Answer = WebhookReceiver.Accept;
        server.Ahead = TimeSpan.FromMinutes(5);
        await server.StartAsync(Cancelled);
        var notices = await receiver.WaitForAsync(2, Cancelled);
        Assert.Equal((notices[0].Id, notices[0].Body), (notices[1].Id, notices[1].Body));
        await server.Client.DecideAsync("alpha", new { approved = false }, Cancelled);
        notices = await receiver.WaitForAsync(3, Cancelled);
        Assert.Equal(["approval.asked", "approval.asked", "run.finished"], notices.Select(notice => notice.Type));
        Assert.All(notices, notice => Assert.True(notice.IsGenuine));
    }

    [Theory]
    [InlineData("Webhooks", "https://x.example", "give a list")]
    [InlineData("Webhooks:0:Url", "hooks.example", "Webhooks:0:Url")]
    [InlineData("Webhooks:0:Url", "https://me:pw@hooks.example/", "without user and password")]
    [InlineData("Webhooks:0:Secret", "hunter2hunter2", "openssl rand")]
    [InlineData("Webhooks:0:Secret", "whsec_c2hvcnQ=", "24 to 64")]
    [InlineData("Webhooks:0:Secret", "", "Webhooks:0:Secret")]
    [InlineData("Webhooks:0:Events:0", "started", "asked, decided, finished")]
    [InlineData("Webhooks:1:Url", "https://hooks.example/a", "more than once")]
    public async Task A_wrong_setting_is_one_line_that_names_it_and_repeats_no_secret(string key, string value, string cure)
    {
        var options = new OpsroomServerOptions
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal),
            Configuration = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
            {
                ["Webhooks:0:Url"] = "https://hooks.example/a",
                ["Webhooks:0:Secret"] = "whsec_" + Convert.ToBase64String(new byte[32]),
                ["Webhooks:1:Secret"] = key.StartsWith("Webhooks:1", StringComparison.Ordinal) ? "whsec_" + Convert.ToBase64String(new byte[32]) : null,
                [key] = value,
            }.Where(setting => setting.Value is not null).ToDictionary(StringComparer.OrdinalIgnoreCase),
        };

        var fault = await Assert.ThrowsAsync<OpsroomStartException>(() => OpsroomServer.StartAsync(options, Cancelled));

        Assert.Contains(cure, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
        Assert.DoesNotContain("hunter2", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("pw@", fault.Message, StringComparison.Ordinal);
    }

    private static string? Text(ReceivedNotice notice, string field) => Convert.ToString(notice.Data.GetProperty(field), CultureInfo.InvariantCulture);
}
