using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.Models.Playbooks;
using Opsroom.Tests.Models.Playbooks.Infrastructure;
using Reply = Opsroom.Tests.Models.Playbooks.PlaybookRun.Reply;

namespace Opsroom.Tests.Models.Playbooks.Operations;

/// <summary>Incidents are investigated and written up without a language model.</summary>
public sealed class IncidentPlaybookTests
{
    private const string Found = """
        {"verdict": "incident", "severity": "sev2", "confidence": 0.84, "summary": "Checkout answered errors.", "affected": ["checkout"],
         "root_causes": [{"cause": "The pool of checkout is exhausted", "category": "database", "confidence": 0.8,
           "evidence": [{"source": "logs/checkout/app.log", "location": "line 12", "quote": "FATAL: remaining `slots` are reserved", "sha256": "ab"}], "ruled_out": [{"what": "the disk", "why": "it is half empty"}]}],
         "timeline": [{"at": "2026-01-05T09:30:00Z", "kind": "alert", "what": "CheckoutErrors fires", "source": "alerts.json", "location": "/0"}],
         "remediation": [{"step": "Roll checkout back", "tool": "kubernetes_rollback_deployment", "arguments": {"namespace": "shop", "name": "checkout"}, "risk": "loses 2.4.1"}],
         "missing": ["traces of checkout"], "struck": [], "ruled_out": [{"what": "a change of traffic", "why": "it is flat"}]}
        """;

    private static readonly string[] Offered =
        [.. ScriptedCluster.Offered.Append("investigate_incident").Append("write_postmortem").Append("documentation_search").Distinct(StringComparer.Ordinal)];

    [Theory]
    [InlineData("payments latency is up since 14:00, why?", """{"service": "payments", "since": "14:00"}""")]
    [InlineData("why is checkout failing", """{"service": "checkout"}""")]
    [InlineData("Warum ist checkout seit 14 Uhr so langsam?", """{"service": "checkout", "since": "14:00"}""")]
    [InlineData("investigate why checkout is slow in the last 2 hours", """{"service": "checkout", "time_range": "2h"}""")]
    [InlineData("checkout errors since 2:30 pm, find the cause", """{"service": "checkout", "since": "14:30"}""")]
    [InlineData("what is wrong with cart-api in shop?", """{"service": "cart-api"}""")]
    [InlineData("orders keeps timing out", """{"service": "orders"}""")]
    [InlineData("Investigate the outage", """{}""")]
    [InlineData("users cannot log in since 09:15, what happened?", """{"since": "09:15"}""")]
    [InlineData("investigate the bundle at ./incident.zip", """{"bundle_path": "./incident.zip"}""")]
    [InlineData("Untersuche die Aufzeichnung unter evidence/2026-01-05", """{"bundle_path": "evidence/2026-01-05"}""")]
    [InlineData("[FIRING:1] HighErrorRate checkout\nlabels: alertname=HighErrorRate, service=checkout, namespace=shop, severity=critical", """{"alert": "HighErrorRate", "service": "checkout", "namespace": "shop"}""")]
    [InlineData("investigate why checkout fails and save the evidence to evidence/today.zip", """{"service": "checkout", "save_bundle_to": "evidence/today.zip"}""")]
    public void What_is_asked_is_investigated_with_what_the_task_says(string task, string arguments)
    {
        var run = Run();
        var answer = run.Ask(task);
        var call = Assert.Single(run.CallsOf("investigate_incident")).AsObject();
        Assert.Equal(call.ContainsKey("bundle_path") ? null : task, (string?)call["description"]);
        call.Remove("description");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(arguments), call), call.ToJsonString());
        Assert.Null(answer.Error);
        Assert.Empty(ScriptedCluster.ChangesIn(run));
    }

    [Fact]
    public void The_answer_has_verdict_cause_quotes_timeline_and_what_would_be_done()
    {
        var run = Run();
        var message = run.Ask("why is checkout failing").Message;
        string[] parts =
        [
            "**Incident, sev2 (confidence 0.84):** Checkout answered errors.", "Affected: `checkout`.", "1. The pool of checkout is exhausted (database, confidence 0.8)",
            "   > `` FATAL: remaining `slots` are reserved `` — [logs/checkout/app.log:line 12]", "- Not the disk: it is half empty", "- a change of traffic: it is flat",
            "- 2026-01-05 09:30 CheckoutErrors fires [alerts.json:/0]", "- Roll checkout back Risk: loses 2.4.1", "kubernetes_rollback_deployment", "- traces of checkout", "- **Pools:** Raise the pool. (runbooks/pools.md:3)",
        ];
        Assert.Equal(parts, parts.Where(part => message.Contains(part, StringComparison.Ordinal)));
        Assert.Equal("The pool of checkout is exhausted", (string?)Assert.Single(run.CallsOf("documentation_search"))["query"]);
        Assert.Empty(run.CallsOf("kubernetes_rollback_deployment"));
    }

    [Theory]
    [InlineData("checkout is down, find the cause and fix it", 1)]
    [InlineData("investigate checkout and tell me how to fix it", 0)]
    [InlineData("investigate checkout but do not fix anything", 0)]
    public void Something_is_done_only_where_the_task_orders_it(string task, int calls)
    {
        var run = Run();
        run.Ask(task);
        Assert.Equal(calls, run.CallsOf("kubernetes_rollback_deployment").Length);
    }

    [Theory]
    [InlineData("write the postmortem")]
    [InlineData("Schreib bitte das Post Mortem")]
    public void A_postmortem_is_written_from_the_last_investigation(string task)
    {
        var run = Run();
        var message = run.Ask(task).Message;
        Assert.Empty(Assert.Single(run.CallsOf("write_postmortem")).AsObject());
        Assert.Empty(run.CallsOf("investigate_incident"));
        Assert.Contains("`postmortems/x.md`", message, StringComparison.Ordinal);
        Assert.Contains("- authors", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Evidence_that_was_handed_in_is_investigated_and_not_again_for_the_postmortem()
    {
        var run = Run();
        run.Ask("what happened?", files: ["notes.md", "upload/incident.yaml", "upload/alerts.json"]);
        Assert.Equal("upload", (string?)Assert.Single(run.CallsOf("investigate_incident"))["bundle_path"]);
        var later = Run();
        later.Ask("write the postmortem", files: ["upload/incident.yaml"]);
        Assert.Empty(later.CallsOf("investigate_incident"));
    }

    [Fact]
    public void Where_nothing_was_investigated_yet_that_comes_first()
    {
        var run = Run(investigated: false);
        var message = run.Ask("write the postmortem for checkout").Message;
        Assert.Equal("checkout", (string?)Assert.Single(run.CallsOf("investigate_incident"))["service"]);
        Assert.Equal(["", "call-2"], run.CallsOf("write_postmortem").Select(call => (string?)call["incident"] ?? ""));
        Assert.Contains("`postmortems/x.md`", message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_configured_is_said_with_the_runbook()
    {
        var run = new PlaybookRun(Playbook(), (tool, _) => tool == "documentation_search" ? Documents() : Reply.Failed("not_configured", "Nothing can be asked.", "PROMETHEUS_URL")) { Offered = Offered };
        var answer = run.Ask("why is checkout failing");
        Assert.Equal(("not_configured", "PROMETHEUS_URL"), (answer.Error!.Code, answer.Error.Setting));
        Assert.Contains("Raise the pool.", answer.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("show events in shop")]
    [InlineData("restart payments in prod")]
    public void What_is_only_to_be_shown_or_changed_needs_no_investigation(string task)
    {
        var run = new ScriptedCluster().Run(Playbook());
        var offered = new PlaybookRun(Playbook(), (tool, arguments) => tool == "investigate_incident" ? throw new InvalidOperationException() : Answer(tool, arguments)) { Offered = Offered };
        offered.Ask(task);
        Assert.NotEmpty(offered.Exchanges);
        Assert.Empty(run.Exchanges);

        static Reply Answer(string tool, JsonElement arguments)
        {
            var one = new PlaybookRun.Reply(false, new { message = "There is nothing.", error = new { code = "not_found", message = $"There is nothing. {tool} {arguments}" } });
            return one;
        }
    }

    private static PlaybookRun Run(bool investigated = true) => new(Playbook(), (tool, arguments) => tool switch
    {
        "investigate_incident" => Reply.Ok(JsonNode.Parse(Found)!),
        "documentation_search" => Documents(),
        "write_postmortem" when !investigated && arguments.EnumerateObject().Any() is false => Reply.Failed("invalid_argument", "Nothing was investigated in this thread yet."),
        "write_postmortem" => Reply.Ok(new { path = "postmortems/x.md", markdown = "# x", blanks = new[] { "authors" } }),
        "kubernetes_rollback_deployment" => Reply.Ok(new { from = 2, to = 1 }),
        _ => throw new InvalidOperationException(tool),
    })
    {
        Offered = Offered,
    };

    private static Reply Documents() => Reply.Ok(new { results = new[] { new { title = "Pools", excerpt = "Raise the pool.", location = "runbooks/pools.md:3", score = 0.9 } } });

    private static Playbook Playbook() => PlaybookCatalog.All.Single(playbook => playbook.Agent == "incident_agent");
}
