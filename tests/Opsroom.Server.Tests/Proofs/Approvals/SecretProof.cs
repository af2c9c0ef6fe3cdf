using System.Text;
using Opsroom.TestKit.Outside;

namespace Opsroom.Server.Tests.Proofs.Approvals;

/// <summary>A secret in the arguments of an approved call: it is sent as it was given, whoever restarted in between, and stands nowhere in clear.</summary>
public sealed class SecretProof
{
    private const string Secret = "Xq7vT2mR9-kLp4wZs8Bn";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Stores => ProofStore.All;

    private static string NewKey => Convert.ToBase64String(Guid.NewGuid().ToByteArray().Concat(Guid.NewGuid().ToByteArray()).ToArray());

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task An_approved_call_sends_the_real_value_after_a_restart(string store)
    {
        await using var server = await KillableServer.OpenAsync(store, Cancelled);
        server.DataKey = NewKey;
        server.Outside.Put("alpha");
        server.Outside.Put("beta");
        await server.StartAsync(Cancelled);
        var told = new StringBuilder();
        told.Append(await server.Client.CallAsync("outside_login", new { name = "alpha", password = Secret }, "direct", Cancelled));
        told.Append(await server.Client.InvokeAsync(ChangeScript.LoginTask("beta", Secret), "agents", Cancelled));
        await AssertNowhereAsync(server, told);

        await server.StartAsync(Cancelled);
        await AssertNowhereAsync(server, told);
        foreach (var thread in (string[])["direct", "agents"])
        {
            var item = Assert.Single(await server.Client.PendingAsync(thread, Cancelled));
            told.Append(item.Json.ToJsonString());
            var decided = await server.Client.DecideAsync(thread, true, item, Cancelled);
            Assert.Equal("Operations approved and executed", decided.Message);
            told.Append(decided).Append(await server.Client.StatusAsync(thread, Cancelled));
            told.AppendJoin('\n', (await server.Client.JournalAsync(thread, Cancelled)).Select(@event => @event.ToJsonString()));
        }

        Assert.Equal([("alpha", Secret), ("beta", Secret)], server.Outside.Applied.Select(change => (change.Name, change.Password)));
        told.Append(await server.Client.GetAsync("/approvals", Cancelled));
        await AssertNowhereAsync(server, told);
        await server.KillAsync(Cancelled);
        await AssertNowhereAsync(server, told);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_store_that_was_sealed_under_another_key_is_refused(string store)
    {
        await using var server = await KillableServer.OpenAsync(store, Cancelled);
        var key = NewKey;
        server.DataKey = key;
        server.Outside.Put("alpha");
        await server.StartAsync(Cancelled);
        var asked = await server.Client.CallAsync("outside_login", new { name = "alpha", password = Secret }, "t1", Cancelled);

        server.DataKey = NewKey;
        var code = await server.StartInVainAsync(Cancelled);
        Assert.True(code is not (null or 0), $"exit code {code}: {server.Output}");
        Assert.Contains("key", server.Output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(key, server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", server.Output, StringComparison.Ordinal);

        server.DataKey = key;
        await server.StartAsync(Cancelled);
        await server.Client.DecideAsync("t1", true, Assert.Single(asked.Items), Cancelled);
        Assert.Equal(Secret, Assert.Single(server.Outside.Applied).Password);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task What_a_secret_is_shown_as_in_one_thread_means_nothing_in_another(string store)
    {
        await using var server = await KillableServer.OpenAsync(store, Cancelled);
        server.DataKey = NewKey;
        server.Outside.Put("alpha");
        await server.StartAsync(Cancelled);
        var asked = Assert.Single((await server.Client.CallAsync("outside_login", new { name = "alpha", password = Secret }, "t1", Cancelled)).Items);
        var token = (string)asked.Arguments["password"]!;
        Assert.NotEqual(Secret, token);
        var stolen = await server.Client.CallAsync("outside_login", new { name = "alpha", password = token }, "t2", Cancelled);
        if (stolen.Items is [var item])
        {
            await server.Client.DecideAsync("t2", true, item, Cancelled);
        }

        Assert.DoesNotContain(server.Outside.Applied, change => change.Password == Secret);
    }

    private static async Task AssertNowhereAsync(KillableServer server, StringBuilder told)
    {
        Assert.Empty(await server.Store.FindAsync(Secret, Cancelled));
        Assert.DoesNotContain(Secret, told.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, server.Output, StringComparison.Ordinal);
    }
}
