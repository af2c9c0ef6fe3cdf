using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.Server.Tests.Proofs.Approvals;

namespace Opsroom.Server.Tests.Proofs.Incidents;

/// <summary>What <c>investigate_incident</c> has answered.</summary>
internal sealed record Investigation(JsonObject Json)
{
    // quotes are full of signs that would be escaped otherwise
    private static readonly JsonSerializerOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Verdict => (string)Json["verdict"]!;

    public IReadOnlyList<JsonObject> Causes => [.. Json["root_causes"]!.AsArray().Select(cause => cause!.AsObject())];

    /// <summary>Each cause with its category and confidence, in order.</summary>
    public IReadOnlyList<string> Ranking => [.. Causes.Select(cause => $"{cause["cause"]} / {cause["category"]} / {cause["confidence"]}")];

    /// <summary>Every piece of evidence of every cause.</summary>
    public IReadOnlyList<JsonObject> Evidence => [.. Causes.SelectMany(cause => cause["evidence"]!.AsArray()).Select(piece => piece!.AsObject())];

    /// <summary>All that a reader of the answer would act on.</summary>
    public string Answer => new JsonObject(
        new[] { "verdict", "severity", "root_causes", "timeline", "affected", "remediation" }.Select(name => KeyValuePair.Create(name, Json[name]?.DeepClone()))).ToJsonString(AsWritten);

    public static Investigation Of(Answered answer)
    {
        Assert.True(answer.Status == "success", answer.ToString());
        return new Investigation(answer.Body["result"]!.AsObject());
    }

    public override string ToString() => Json.ToJsonString(AsWritten);
}
