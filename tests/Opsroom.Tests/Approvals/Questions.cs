using Opsroom.Approvals;
using Opsroom.Tools;
using Opsroom.Tools.Changes;

namespace Opsroom.Tests.Approvals;

/// <summary>Questions to policy that tests vary, and policies from text.</summary>
internal static class Questions
{
    public static PolicyQuestion Scale { get; } = new(
        "kubernetes_scale_deployment", Effect.Change, false, "kubernetes_agent", new ChangeTarget("kubernetes", "main", "shop-dev"), "Deployment/shop-dev/web",
        false, false, ["operator"], new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero));

    public static PolicyQuestion Read { get; } = Scale with { Tool = "kubernetes_get_pods", Effect = Effect.Read, Target = null, Resource = null };

    public static PolicyQuestion Delete { get; } = Scale with { Tool = "kubernetes_delete", Effect = Effect.Destroy };

    public static PolicyQuestion Search { get; } = Read with { Tool = "web_search", Egress = true };

    public static IPolicy BuiltIn => Policy("rules: []");

    public static IPolicy Policy(string yaml)
    {
        var text = PolicyText.Read(yaml);
        Assert.DoesNotContain(text.Findings, finding => finding.Severity == Severity.Error);
        return text.Policy!;
    }
}
