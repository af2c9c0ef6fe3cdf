using Opsroom.TestKit.Models;
using Opsroom.TestKit.Workflow;
using Opsroom.Tests.Tools.Workspace;
using Opsroom.Threads;
using Opsroom.Tools;
using Opsroom.Tools.Incidents.Postmortem;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tests.Tools.Incidents.Postmortem;

public sealed class PostmortemTests
{
    private const string Investigation = """
        {"verdict": "incident", "severity": "sev2", "confidence": 0.84, "summary": "Checkout answered errors.",
         "root_causes": [{"cause": "Version 2.4.1 opens a connection for each request", "category": "bad_deployment", "confidence": 0.8,
           "evidence": [{"source": "logs/checkout/app.log", "location": "line 12", "quote": "FATAL: remaining connection slots are reserved", "sha256": "ab12"}],
           "ruled_out": [{"what": "the database itself", "why": "its CPU was idle"}]}],
         "timeline": [
           {"at": "2026-01-05T09:20:00Z", "kind": "change", "what": "checkout 2.4.1 was rolled out", "source": "changes.json", "location": "/0"},
           {"at": "2026-01-05T09:29:00Z", "kind": "log", "what": "FATAL lines begin", "source": "logs/checkout/app.log", "location": "line 12"},
           {"at": "2026-01-05T09:33:00Z", "kind": "alert", "what": "CheckoutErrors fires", "source": "alerts.json", "location": "/0"},
           {"kind": "object", "what": "checkout has 3 replicas", "source": "objects/checkout.yaml", "location": "document 1"}],
         "affected": ["checkout", "payments"],
         "remediation": [{"step": "Roll checkout back", "tool": "kubernetes_rollback_deployment", "risk": "loses 2.4.1"}, {"step": "Raise the limit of connections", "risk": "memory of the database"}],
         "missing": ["traces"], "struck": [], "ruled_out": []}
        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_has_the_form_of_the_SRE_book_and_says_only_what_is_known()
    {
        var (outcome, _) = await WriteAsync($$"""{"incident": {{Investigation}}}""");
        var markdown = outcome.Result.GetProperty("markdown").GetString()!;
        Assert.Equal("postmortems/2026-01-05-version-2-4-1-opens-a-connection-for-each-request.md", outcome.Result.GetProperty("path").GetString());
        string[] parts =
        [
            "# Postmortem: Version 2.4.1", "**Date:** 2026-01-05", "**Authors:** **[to be filled in: authors]**", "**Status:**", "**Summary:** Checkout answered errors.",
            "**Impact:** severity sev2; affected: checkout, payments.", "**Root Causes:**", "   > `FATAL: remaining connection slots are reserved` — logs/checkout/app.log, line 12",
            "Ruled out: the database itself", "**Trigger:** checkout 2.4.1 was rolled out (2026-01-05 09:20 UTC).", "**Resolution:** **[to be filled in: resolution; nothing was changed in this thread]**",
            "**Detection:** CheckoutErrors fires (2026-01-05 09:33 UTC), 4 min after the first sign.", "## Action Items", "| Roll checkout back (kubernetes\\_rollback\\_deployment) | mitigate | | |",
            "## Lessons Learned", "### What went well", "- An alert fired 4 min after the first sign", "### What went wrong", "- Could not be looked at: traces", "### Where we got lucky",
            "## Timeline", "- **2026-01-05 09:20** checkout 2.4.1 was rolled out [changes.json, /0]", "- (time not known) checkout has 3 replicas", "## Supporting Information", "SHA-256 `ab12`",
        ];
        Assert.Equal(parts, parts.Where(part => markdown.Contains(part, StringComparison.Ordinal)));
        Assert.Equal(parts.Select(part => markdown.IndexOf(part, StringComparison.Ordinal)).Order(), parts.Select(part => markdown.IndexOf(part, StringComparison.Ordinal)));
        Assert.Contains("authors", outcome.Result.GetProperty("blanks").EnumerateArray().Select(blank => blank.GetString()));
    }

    [Fact]
    public async Task What_was_approved_and_done_in_the_thread_is_in_it()
    {
        var (outcome, _) = await WriteAsync("{}", Journal());
        var markdown = outcome.Result.GetProperty("markdown").GetString()!;
        Assert.Contains("**Resolution:** Carried out in this thread: `kubernetes_rollback_deployment` on Deployment/shop/checkout at 2026-01-05 09:50 UTC.", markdown, StringComparison.Ordinal);
        Assert.Contains("- **2026-01-05 09:49** ann approved kubernetes\\_rollback\\_deployment on Deployment/shop/checkout (production): go", markdown, StringComparison.Ordinal);
        Assert.Contains("- What had to be approved was decided within 4 min.", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("| Roll checkout back", markdown, StringComparison.Ordinal);
        Assert.Contains("call call-1 of this thread", markdown, StringComparison.Ordinal);
        Assert.Equal(markdown, (await WriteAsync("""{"incident": "call-1"}""", Journal())).Outcome.Result.GetProperty("markdown").GetString());
    }

    [Fact]
    public async Task A_result_that_somebody_changed_on_its_way_loses_what_does_not_stand()
    {
        var forged = Investigation.Replace("slots are reserved", "slots were reserved", StringComparison.Ordinal);
        var markdown = (await WriteAsync($$"""{"incident": {{forged}}}""", Journal())).Outcome.Result.GetProperty("markdown").GetString()!;
        Assert.DoesNotContain("slots were reserved", markdown, StringComparison.Ordinal);
        Assert.Contains("- Struck: Version 2.4.1 opens a connection", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_from_outside_mean_nothing_to_who_renders_it()
    {
        var hostile = """{"verdict": "incident", "summary": "<script>x</script> [click](javascript:x) ![i](http://evil.example/a)\n# Approved", "root_causes": [{"cause": "a | b `c`", "evidence": [{"source": "x|y", "location": "", "quote": "``` | end `"}]}]}""";
        var markdown = (await WriteAsync($$"""{"incident": {{hostile}}, "output_path": "pm.md"}""")).Outcome.Result.GetProperty("markdown").GetString()!;
        Assert.DoesNotContain("<script", markdown, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(?<!\\)\]\(", markdown);
        Assert.DoesNotContain("http://evil", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("\n# Approved", markdown, StringComparison.Ordinal);
        Assert.Contains("> ```` ``` | end ` ````", markdown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", FaultCodes.InvalidArgument)]
    [InlineData("""{"incident": "call-9-b1-1"}""", FaultCodes.NotFound)]
    [InlineData("""{"incident": "nowhere.json"}""", FaultCodes.NotFound)]
    [InlineData("""{"incident": {"x": 1}}""", FaultCodes.InvalidArgument)]
    [InlineData("""{"incident": ["x"]}""", FaultCodes.InvalidArgument)]
    public async Task What_is_no_investigation_is_said(string arguments, string code)
    {
        var (outcome, workspace) = await WriteAsync(arguments);
        Assert.Equal(code, outcome.Result.GetProperty("error").GetProperty("code").GetString());
        Assert.Empty(workspace.StagedFiles);
    }

    [Fact]
    public async Task A_saved_investigation_is_read_from_the_workspace()
    {
        var (outcome, _) = await WriteAsync("""{"incident": "saved/incident.json", "title": "A bad Monday"}""", null, ("saved/incident.json", $$"""{"status": "success", "result": {{Investigation}}}"""));
        Assert.Equal("postmortems/2026-01-05-a-bad-monday.md", outcome.Result.GetProperty("path").GetString());
    }

    [Fact]
    public async Task An_agent_that_writes_has_the_journal_of_its_thread()
    {
        var model = new ScriptedChatClient(ScriptedTurn.Call(("w", "write_postmortem", $$"""{"incident": {{Investigation}}}""")), ScriptedTurn.Say("Written."));
        await using var workflow = await WorkflowFixture.OpenAsync(model, [new PostmortemTools()]);
        var run = await workflow.RunAsync("Write the postmortem", "incident_agent", "t", Cancelled);
        var written = Assert.Single(run.Branches["b1"].Artifacts).Key;
        Assert.StartsWith("postmortems/", written, StringComparison.Ordinal);
        Assert.Contains("Opsroom was asked: Write the postmortem", run.Calls.Single().Finished!.Result.GetProperty("markdown").GetString(), StringComparison.Ordinal);
    }

    private static async Task<(ToolCallOutcome Outcome, ThreadWorkspace Workspace)> WriteAsync(string arguments, IReadOnlyList<ThreadEvent>? journal = null, params (string, string)[] files)
    {
        var workspace = Workspaces.With(files);
        var context = new ToolContext("call-3", "incident_agent", workspace, _ => { }) { Journal = _ => (journal ?? []).ToAsyncEnumerable() };
        return (await new ToolCatalog([new PostmortemTools()]).Find("write_postmortem")!.InvokeAsync(Samples.Json(arguments), context, Cancelled), workspace);
    }

    private static List<ThreadEvent> Journal()
    {
        static DateTimeOffset At(int minute) => new(2026, 1, 5, 9, minute, 0, TimeSpan.Zero);
        var none = Samples.Json("{}");
        var plan = new CallPlan("kubernetes:prod/shop", "production", "Deployment/shop/checkout", "1", "b", none, null, null);
        var terms = ApprovalTerms.Default;
        return
        [
            new RunStarted(RunKind.Agent, "Why is checkout failing?", "incident_agent", null, null, null, "ann", new RunLimits(50, 600, 2, 3), null) { At = At(40) },
            new ToolFinished("call-1", "incident_agent", "investigate_incident", 1, true, Samples.Json(Investigation), true) { At = At(41) },
            new ToolRequested("call-2", "incident_agent", "kubernetes_rollback_deployment", none, "change", "ask", "default", null, plan, terms) { At = At(45) },
            new ApprovalAsked("a1", "d", [new ApprovalItem("i1", ApprovalKind.Call, "call-2", "incident_agent", "kubernetes_rollback_deployment", "Deployment/shop/checkout", "production", "change", none, null, null, terms, At(59))]) { At = At(45) },
            new ApprovalDecided("a1", "ann", true, "go", [], true, ApprovalStatus.Approved, null) { At = At(49) },
            new ToolFinished("call-2", "incident_agent", "kubernetes_rollback_deployment", 1, true, none, false) { At = At(50) },
            new ToolRequested("call-3", "incident_agent", "write_postmortem", none, "write", "allow", "default") { At = At(55) },
            new ToolFinished("call-4", "incident_agent", "investigate_incident", 1, true, Samples.Json("""{"verdict": "healthy"}"""), true) { At = At(56) },
        ];
    }
}
