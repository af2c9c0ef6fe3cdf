using System.Collections.Immutable;
using Opsroom.Tools.Harness.Model;

namespace Opsroom.Tools.Harness.Generation;

/// <summary>What is done about failures, by kind of stage.</summary>
internal static class Failures
{
    /// <summary>What comes and goes is tried again; anything else ends the run, for nothing has been changed yet.</summary>
    public static readonly ImmutableArray<FailureStrategy> OfBuild =
    [
        new(["Connectivity", "DelegateProvisioning"], new FailureAction.Retry(2, ["10s", "30s"], FailureAction.Abort)),
        FailureStrategy.OnAll(FailureAction.Abort),
    ];

    /// <summary>Every failure takes the stage back to what ran before.</summary>
    public static readonly ImmutableArray<FailureStrategy> OfDeployment = [FailureStrategy.OnAll(FailureAction.StageRollback)];

    /// <summary>A rejection ends the run, and so does anything else: without an answer nothing goes on.</summary>
    public static readonly ImmutableArray<FailureStrategy> OfApproval = [FailureStrategy.OnAll(FailureAction.Abort)];

    /// <summary>Metrics that look worse are shown to a person; without an answer the stage is taken back.</summary>
    public static readonly ImmutableArray<FailureStrategy> OfVerification =
        [new(["Verification"], new FailureAction.ManualIntervention("2h", FailureAction.StageRollback)), FailureStrategy.OnAll(FailureAction.StageRollback)];
}
