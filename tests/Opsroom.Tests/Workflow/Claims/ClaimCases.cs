using System.Text.Json;
using Opsroom.Threads;
using Opsroom.Workflow.Claims;

namespace Opsroom.Tests.Workflow.Claims;

/// <summary>Answers held against one investigation.</summary>
internal static class ClaimCases
{
    public const string PoolLine = "FATAL: remaining connection slots are reserved";
    public const string KilledLine = "Last State: Terminated, Reason: OOMKilled, Exit Code: 137";

    public const string Investigation = """
        {"verdict": "incident", "root_causes": [{"cause": "The connection pool is exhausted", "category": "database", "confidence": 0.8, "evidence": [
          {"source": "logs/checkout/app.log", "location": "line 12", "quote": "FATAL: remaining connection slots are reserved", "sha256": "ab12"},
          {"source": "alerts.json", "location": "/0/annotations/summary", "quote": "checkout answers \"503\" to 40 % of requests", "sha256": "cd34"}], "ruled_out": []}],
         "timeline": [{"at": "2026-01-05T09:30:00Z", "kind": "object", "what": "Last State: Terminated, Reason: OOMKilled, Exit Code: 137", "source": "objects/pods.yaml", "location": "document 2, /status"}], "affected": []}
        """;

    public static (string Text, ClaimsChecked Found) Check(string answer, string task = "Why is checkout failing?")
    {
        var calls = new[] { new EvidenceCall("call-1-b1-1", "investigate_incident", Json("""{"service": "checkout"}"""), Json(Investigation)) };
        var judge = new ClaimJudge(new EvidencePool([.. calls], [task], ["postmortem.md"]));
        var ledger = new ClaimLedger();
        var text = answer.StartsWith('{') ? new StructuredClaims(judge, ledger).Check(answer)! : AnswerClaims.Check(answer, judge, ledger);
        return (text, ledger.Result);
    }

    public static JsonElement Json(string json) => JsonElement.Parse(json);
}
