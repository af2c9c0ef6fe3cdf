using System.Collections.Immutable;

namespace Opsroom.Tools.Harness.Generation;

/// <summary>When a stage of the caller's own runs.</summary>
internal enum StageSlot
{
    BeforeDeployments,
    BeforeProduction,
    AtTheEnd,
}

/// <summary>What the <c>stages</c> argument asks for. Environments are always deployed to, and production is always approved, whatever it leaves out.</summary>
internal sealed record StagePlan(bool Build, bool Test, bool Scan, bool Push, bool ApproveLast, ImmutableArray<(EntityName Name, StageSlot Slot)> Own)
{
    public const int MaxStages = 30;

    private static readonly StagePlan Whole = new(Build: true, Test: true, Scan: false, Push: true, ApproveLast: false, []);

    private static readonly string[] BuildWords = ["build", "compile", "package", "ci"];
    private static readonly string[] ScanWords = ["scan", "security", "sast", "vulnerability", "trivy"];
    private static readonly string[] PushWords = ["push", "publish", "image", "docker", "registry", "artifact"];
    private static readonly string[] ApproveWords = ["approve", "approval", "gate", "signoff"];
    private static readonly string[] DeployWords = ["deploy", "deployment", "release", "rollout", "canary", "blue", "bluegreen", "gitops", "cd", "sync", "promote"];
    private static readonly string[] AlwaysWords = ["rollback", "notify", "notification", "notifications"];
    private static readonly string[] LaterTests = ["integration", "e2e", "end", "smoke", "load", "performance", "acceptance", "system", "soak", "stress", "ui", "regression", "contract"];

    public bool HasContinuousIntegration => Build || Test || Scan || Push;

    public static (StagePlan? Plan, string? Failure) From(ImmutableArray<string> stages)
    {
        if (stages.IsDefaultOrEmpty)
        {
            return (Whole, null);
        }

        if (stages.Length > MaxStages)
        {
            return (null, $"stages has {stages.Length} names; a pipeline here has at most {MaxStages}.");
        }

        var plan = new StagePlan(false, false, false, false, false, []);
        var slot = StageSlot.BeforeDeployments;
        foreach (var stage in stages)
        {
            if (EntityName.From(stage, "stage") is not { } name)
            {
                return (null, "stages has a name without a letter or digit. Name each stage, such as build, test, security-scan, push, approval, deploy, or one of your own.");
            }

            (plan, slot) = plan.With(name, slot);
        }

        return (plan, null);
    }

    private (StagePlan Plan, StageSlot Slot) With(EntityName name, StageSlot slot)
    {
        var words = name.Identifier.ToLowerInvariant().Split('_', StringSplitOptions.RemoveEmptyEntries);
        bool Has(string[] known) => words.Any(known.Contains);

        if (Has(DeployWords))
        {
            return (this, EnvironmentKind.IsProduction(name.Original) || slot == StageSlot.AtTheEnd ? StageSlot.AtTheEnd : StageSlot.BeforeProduction);
        }

        if (Has(ApproveWords))
        {
            return (this with { ApproveLast = true }, slot == StageSlot.AtTheEnd ? slot : StageSlot.BeforeProduction);
        }

        if (Has(AlwaysWords))
        {
            return (this, slot);
        }

        if (words.Any(word => word is "test" or "tests" or "testing" or "unit") && !Has(LaterTests))
        {
            return (this with { Test = true, Build = Build || Has(BuildWords) }, slot);
        }

        var known = this with { Build = Build || Has(BuildWords), Scan = Scan || Has(ScanWords), Push = Push || Has(PushWords) };
        return known == this && !Has(BuildWords) && !Has(ScanWords) && !Has(PushWords)
            ? (this with { Own = Own.Any(own => own.Name.Original == name.Original) ? Own : Own.Add((name, slot)) }, slot)
            : (known, slot);
    }
}
