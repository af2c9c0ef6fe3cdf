using System.Net.Http.Json;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Opsroom.TestKit.Models;
using Opsroom.TestKit.Outside;
using Opsroom.TestKit.Server;

namespace Opsroom.Server.Tests.Proofs.Incidents;

/// <summary>
/// A model that makes a quote up, changes one character of one, and cites a file that is not there, beside a claim that is honest: whatever form it writes them in, what is dishonest leaves
/// the server in no way, the answer says that something was struck, and the honest claim stays.
/// </summary>
public sealed class StruckClaimsProof
{
    private const string Thread = "liar";
    private const string Honest = "The volume of ledger has no room left";
    private const string Shell = "bundle/notes/shell/df.txt";
    private const string ShellLine = "/dev/vdb         10G   10G     0 100% /var/lib/ledger";

    private static readonly JsonSerializerOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] Forms = ["list", "json", "sentences", "table"];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Ways => [.. new[] { "workspace_read", IncidentClient.Tool }.SelectMany(tool => Forms.Select(form => (tool, form)))];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task What_is_dishonest_is_struck_from_the_answer_and_from_what_is_kept(string tool, string form)
    {
        await using var site = await StartAsync(tool, form);
        var answer = await site.Client.InvokeAsync(Thread, "Why are bookings refused?", Cancelled);
        Assert.True(answer.Status == "success", answer.ToString());
        var result = answer.Body["result"]!.AsObject();
        site.AssertHonest((string)result["message"]!, form);
        site.AssertClean(WithoutWhatWasStruck(result), form);
        Assert.Matches("(?i)struck", (string)result["message"]!);
        Assert.True(result["struck"] is JsonArray { Count: >= 3 }, $"{form}: {result.ToJsonString(AsWritten)}");

        var status = await site.Client.Plain.StatusAsync(Thread, Cancelled);
        site.AssertHonest((string)status.Body["result"]!["message"]!, form);
        site.AssertClean(WithoutWhatWasStruck(status.Body), form);
        site.AssertClean(WithoutWhatWasStruck(await site.Client.ThreadAsync(Thread, Cancelled)), form);
        foreach (var kept in await site.Client.Plain.JournalAsync(Thread, Cancelled))
        {
            site.AssertClean(WithoutWhatWasStruck(kept), $"{form}, {kept["kind"]}");
        }
    }

    [Theory]
    [InlineData("list", "")]
    [InlineData("list", "## Summary\n\n")]
    [InlineData("sentences", "")]
    [InlineData("sentences", "## Summary\n\n")]
    [InlineData("json", "")]
    [InlineData("table", "## Summary\n\n")]
    public async Task A_summary_that_says_it_once_more_loses_it_there_too(string form, string heading)
    {
        await using var site = await StartAsync("workspace_read", form, heading);
        var answer = await site.Client.InvokeAsync(Thread, "Why are bookings refused?", Cancelled);
        var message = (string)answer.Body["result"]!["message"]!;
        site.AssertHonest(message, form);
        Assert.All(site.Dishonest, claim => Assert.DoesNotContain(claim.Words, message, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Nothing_of_it_is_streamed_before_it_is_checked()
    {
        await using var site = await StartAsync("workspace_read", "list");
        using var client = new HttpClient { BaseAddress = site.Server.Server.Address };
        using var response = await client.PostAsync(
            "/agent/stream", JsonContent.Create(new { task = "Why are bookings refused?", agent_name = IncidentClient.Agent, thread_id = Thread }), Cancelled);
        var words = "";
        await foreach (var sent in SseEvent.ReadAsync(response, Cancelled))
        {
            if (sent.Name is null && sent.Event == "on_chat_model_stream")
            {
                words += sent.Data.GetProperty("data").GetProperty("chunk").GetProperty("content").GetString();
            }
            else if (sent.Name is null && sent.Event == "on_chat_model_end")
            {
                words += sent.Data.GetProperty("data").GetProperty("output").GetProperty("content").GetString();
            }
        }

        Assert.Contains(Honest, words, StringComparison.Ordinal);
        Assert.All(site.Dishonest, claim =>
        {
            Assert.DoesNotContain(claim.Words, words, StringComparison.Ordinal);
            Assert.DoesNotContain(claim.Quote, words, StringComparison.Ordinal);
        });
    }

    /// <summary>The same, without the account of what was struck.</summary>
    private static JsonNode WithoutWhatWasStruck(JsonNode node)
    {
        var copy = node.DeepClone();
        Forget(copy);
        return copy;

        static void Forget(JsonNode? node)
        {
            if (node is JsonObject map)
            {
                map.Remove("struck");
                map.Remove("claims");
                map.ToList().ForEach(pair => Forget(pair.Value));
            }
            else if (node is JsonArray array)
            {
                array.ToList().ForEach(Forget);
            }
        }
    }

    private static async Task<Site> StartAsync(string tool, string form, string? summary = null)
    {
        var answer = "";
        object arguments = tool == IncidentClient.Tool ? new { bundle_path = "bundle" } : new { path = Shell };
        var model = new ScriptedChatClient((messages, options) =>
        {
            if (options?.ResponseFormat is ChatResponseFormatJson)
            {
                return ScriptedTurn.Say(ChangeScript.Verdict);
            }

            var called = messages.Skip(ChangeScript.LastQuestion(messages) + 1).Any(message => message.Role == ChatRole.Assistant);
            return called ? ScriptedTurn.Say([.. answer.Chunk(40).Select(piece => new string(piece))]) : ScriptedTurn.Call(("c1", tool, JsonSerializer.Serialize(arguments)));
        });
        var server = await ScriptedServer.StartAsync(options => options with { Models = [("scripted", model)] });
        var client = new IncidentClient(server.Server.Address);
        await client.HandInAsync(Thread, "bundle", RecordedEvidence.OfAFullVolume(), Cancelled);

        // what an honest model quotes is what the tool has told it
        var told = tool == IncidentClient.Tool
            ? (await client.InvestigateAsync("told", RecordedEvidence.OfAFullVolume(), Cancelled)).Evidence.First(piece => !((string)piece["quote"]!).Contains('\n', StringComparison.Ordinal))
            : new JsonObject { ["source"] = Shell, ["location"] = "line 3", ["quote"] = ShellLine };
        var site = new Site(server, client, new Claim(Honest, "storage", (string)told["quote"]!, (string)told["source"]!, (string)told["location"]!));
        Claim[] all = [site.Dishonest[0], site.Honest, site.Dishonest[1], site.Dishonest[2]];
        answer = Write(form, all) + (summary is null ? "\n" : $"\n\n{summary}In short: {string.Join(" ", all.Select(claim => claim.Words + "."))}\n");
        return site;
    }

    private static string Write(string form, Claim[] claims) => form switch
    {
        "list" => "## Causes\n\n" + string.Join('\n', claims.Select((claim, index) => $"{index + 1}. {claim.Words} ({claim.Category}, confidence 0.8).\n   > {claim.Quote} — [{claim.Source}:{claim.Location}]")),
        "json" => "```json\n" + JsonSerializer.Serialize(
            new
            {
                root_causes = claims.Select(claim => new
                {
                    cause = claim.Words,
                    category = claim.Category,
                    confidence = 0.8,
                    evidence = new[] { new { source = claim.Source, location = claim.Location, quote = claim.Quote } },
                }),
            },
            AsWritten) + "\n```",
        "sentences" => string.Join("\n\n", claims.Select(claim => $"{claim.Words}: \"{claim.Quote}\" [{claim.Source}:{claim.Location}].")),
        _ => "| cause | quote | source |\n| --- | --- | --- |\n" + string.Join('\n', claims.Select(claim => $"| {claim.Words} | \"{claim.Quote}\" | [{claim.Source}:{claim.Location}] |")),
    };

    private sealed record Claim(string Words, string Category, string Quote, string Source, string Location);

    private sealed record Site(ScriptedServer Server, IncidentClient Client, Claim Honest) : IAsyncDisposable
    {
        public IReadOnlyList<Claim> Dishonest { get; } =
        [
            // made up, in a file that is there
            new("A release changed the schema under ledger", "bad_deployment", "ERROR ledger.schema migration 0042 failed: relation entries_v2 is missing", Honest.Source, Honest.Location),
            new("The journal of ledger was never rotated", "configuration_error", OneOff(Honest.Quote), Honest.Source, Honest.Location),
            // a file that nobody handed in
            new("The certificate of the gateway expired", "credentials", "notAfter=Mar  9 00:00:00 2026 GMT", "notes/openssl/gateway.txt", "line 2"),
        ];

        public void AssertHonest(string message, string form)
        {
            Assert.True(message.Contains(Honest.Words, StringComparison.Ordinal), $"{form}: the honest claim is gone: {message}");
            Assert.True(message.Contains(Honest.Quote, StringComparison.Ordinal), $"{form}: the honest quote is gone: {message}");
        }

        public void AssertClean(JsonNode node, string where)
        {
            var text = node.ToJsonString(AsWritten);
            foreach (var claim in Dishonest)
            {
                Assert.False(text.Contains(claim.Words, StringComparison.Ordinal), $"{where}: «{claim.Words}» is still told: {text}");
                Assert.False(text.Contains(claim.Quote, StringComparison.Ordinal), $"{where}: «{claim.Quote}» is still quoted: {text}");
            }
        }

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await Server.DisposeAsync();
        }

        /// <summary>The same with another letter or digit in its middle.</summary>
        private static string OneOff(string quote)
        {
            var place = Enumerable.Range(0, quote.Length).Where(index => char.IsAsciiLetterOrDigit(quote[index])).MinBy(index => Math.Abs(index - (quote.Length / 2)));
            return $"{quote[..place]}{(quote[place] == '1' ? '7' : '1')}{quote[(place + 1)..]}";
        }
    }
}
