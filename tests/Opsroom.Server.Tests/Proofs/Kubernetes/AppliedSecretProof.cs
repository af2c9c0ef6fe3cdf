using System.Text;
using System.Text.Json.Nodes;
using Opsroom.TestKit.Kubernetes;

namespace Opsroom.Server.Tests.Proofs.Kubernetes;

/// <summary>A secret in a manifest: it is applied as it was given although the server died in between, and stands nowhere in clear, whatever it is called and however it is written.</summary>
public sealed class AppliedSecretProof(KubernetesCluster cluster)
{
    private const string Thread = "secrets";

    /// <summary>Values that nothing but their place tells from other text.</summary>
    private static readonly Dictionary<string, string> Values = new(StringComparer.Ordinal)
    {
        ["plain"] = "meadow lantern",
        ["encoded"] = "harbour-lamp-33",
        ["quoted"] = "say \"cheese\" twice",
        ["lines"] = "first crooked line\nsecond: crooked {line}\n",
        ["late"] = "copper#kettle",
    };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("yaml")]
    [InlineData("json")]
    public async Task What_was_approved_after_a_restart_is_applied_as_it_was_given(string form)
    {
        await using var site = await ClusterSite.OpenAsync(cluster, Cancelled);
        var told = new StringBuilder();
        var item = await site.AskAsync("kubernetes_apply", new JsonObject { ["manifest_content"] = form == "yaml" ? Yaml : Json(), ["namespace"] = site.Space.Name }, Thread, Cancelled);
        told.Append(item.Json.ToJsonString());
        Assert.Contains("***", ShownDiff.Diff(item), StringComparison.Ordinal);
        await AssertNowhereAsync(site, told);

        await site.KillAsync(Cancelled);
        await AssertNowhereAsync(site, told);
        await site.StartAsync(wish: null, Cancelled);
        var waiting = Assert.Single(await site.Client.PendingAsync(Thread, Cancelled));
        told.Append(await site.ApproveAsync(Thread, waiting, Cancelled));
        told.AppendJoin('\n', (await site.Client.JournalAsync(Thread, Cancelled)).Select(@event => @event.ToJsonString()));

        var applied = (await site.FindAsync("api/v1", "secrets", "keys", Cancelled))!["data"]!.AsObject();
        Assert.Equal(Values.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, Encoded(pair.Value))), applied.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, (string)pair.Value!)));
        await AssertNowhereAsync(site, told);

        // the values of before are kept for the way back, and as little in clear
        var changed = await site.AskAsync("kubernetes_apply", new JsonObject { ["manifest_content"] = Yaml.Replace("meadow", "winter", StringComparison.Ordinal), ["namespace"] = site.Space.Name }, Thread, Cancelled);
        Assert.Contains("*** (changed)", ShownDiff.Diff(changed), StringComparison.Ordinal);
        await site.ApproveAsync(Thread, changed, Cancelled);
        Assert.Equal(Encoded("winter lantern"), (string)(await site.FindAsync("api/v1", "secrets", "keys", Cancelled))!["data"]!["plain"]!);
        await site.StartAsync(wish: null, Cancelled);
        var call = (string)(await site.Client.JournalAsync(Thread, Cancelled)).Last(@event => (string?)@event["kind"] == "tool_finished")["call_id"]!;
        await site.Client.PostAsync($"/threads/{Thread}/undo", new { call_id = call }, Cancelled);
        await site.Client.RestAsync(Thread, Cancelled);
        var back = Assert.Single(await site.Client.PendingAsync(Thread, Cancelled));
        told.Append(back.Json.ToJsonString()).Append(await site.ApproveAsync(Thread, back, Cancelled));
        Assert.Equal(Encoded(Values["plain"]), (string)(await site.FindAsync("api/v1", "secrets", "keys", Cancelled))!["data"]!["plain"]!);
        told.Append(await site.Client.StatusAsync(Thread, Cancelled));
        await AssertNowhereAsync(site, told);
    }

    private static string Yaml => $$"""
        apiVersion: v1
        kind: Secret
        metadata: {name: keys}
        data:
          encoded: {{Encoded(Values["encoded"])}}
        stringData:
          plain: meadow lantern
          quoted: "say \"cheese\" twice"
          lines: |
            first crooked line
            second: crooked {line}
          late: 'copper#kettle'
        """;

    private static string Json() => new JsonObject
    {
        ["apiVersion"] = "v1",
        ["data"] = new JsonObject { ["encoded"] = Encoded(Values["encoded"]) },
        ["kind"] = "Secret",
        ["metadata"] = new JsonObject { ["name"] = "keys" },
        ["stringData"] = new JsonObject(Values.Where(pair => pair.Key != "encoded").Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
    }.ToJsonString();

    private static string Encoded(string value) => Convert.ToBase64String(Encoding.UTF8.GetBytes(value));

    private static async Task AssertNowhereAsync(ClusterSite site, StringBuilder told)
    {
        var looked = Values.Values.SelectMany(value => value.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Append("cheese").ToList();
        Assert.Empty(await site.FindAsync([.. looked, .. Values.Values], Cancelled));
        foreach (var value in looked.SelectMany(value => (string[])[value, Encoded(value)]))
        {
            Assert.DoesNotContain(value, told.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(value, site.Output, StringComparison.Ordinal);
        }

        foreach (var value in Values.Values.Select(Encoded))
        {
            Assert.DoesNotContain(value, told.ToString(), StringComparison.Ordinal);
        }
    }
}
