using Opsroom.Threads;

namespace Opsroom.Models.Playbooks.Harness;

/// <summary>What is said where only Harness itself could do it.</summary>
internal static class HarnessApi
{
    private const string Setting = "HARNESS_API_TOKEN";

    public const string CanDo =
        "Where `HARNESS_API_TOKEN` and `HARNESS_ACCOUNT_ID` are set I also push pipelines to Harness, run them, list them and tell how runs go.";

    public const string ByHand =
        "What is written here can be imported by hand (in Harness: *Create a Pipeline → Import From Git*, or paste it into the YAML editor).";

    public static Fault Fault { get; } =
        new("not_configured", $"What this is about was not shown, and whatever is in Harness can only be asked about where {Setting} is set.", Setting: Setting);
}
