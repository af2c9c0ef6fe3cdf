using Opsroom.Threads;

namespace Opsroom.Models.Playbooks.Harness;

/// <summary>What is said where only Harness itself could do it.</summary>
internal static class HarnessApi
{
    private const string Setting = "HARNESS_API_TOKEN";

    public const string Missing =
        "This server has no tools yet that call Harness itself (push, trigger, status, list): they come with approvals in a later version "
        + "and will use `HARNESS_ACCOUNT_ID`, `HARNESS_API_URL` and `HARNESS_API_TOKEN`.";

    public static Fault Fault { get; } =
        new("not_configured", $"This server has no tools yet that call the Harness API; they will need {Setting}.", Setting: Setting);
}
