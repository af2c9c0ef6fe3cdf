using Opsroom.TestKit.Outside;

namespace Opsroom.Server.Tests.Proofs.Approvals;

/// <summary>Everything that the contract leaves open and a proof has to call by some name. What it is called is said here and nowhere else.</summary>
internal static class OpenNames
{
    /// <summary>An object whose target is mapped to an environment that <see cref="FreeSandbox"/> frees.</summary>
    public const string Sandbox = "sandbox";

    /// <summary>An object whose target is mapped to production.</summary>
    public const string Vault = "vault";

    /// <summary>The free environment.</summary>
    public const string FreeEnvironment = "sandbox";

    /// <summary>Where a server looks for its policy file, relative to its working directory.</summary>
    public const string PolicyFile = $"{OutsideHost.DataFolder}/policy.yaml";

    /// <summary>A policy that knows two targets and lets every <c>change</c> in <see cref="FreeEnvironment"/> pass.</summary>
    public const string FreeSandbox = $$"""
        targets:
          - { system: {{OutsideTools.System}}, name: {{Sandbox}}, environment: {{FreeEnvironment}} }
          - { system: {{OutsideTools.System}}, name: {{Vault}}, environment: production }
        free_environments: [{{FreeEnvironment}}]
        """;

    /// <summary>A policy that wants two people to approve.</summary>
    public const string TwoApprovers = """
        ask:
          count: 2
        """;

    /// <summary>A policy that does not let people approve what they asked for themselves.</summary>
    public const string SomebodyElse = """
        ask:
          requester_may_approve: false
        """;

    /// <summary>The setting that bounds the tokens of one run.</summary>
    public const string RunTokens = "Budgets:Run:Tokens";

    /// <summary>The setting that has a run pause at its limit (beside ending with <c>budget_exceeded</c>).</summary>
    public const string BudgetAction = "Budgets:AtLimit";

    public const string Pause = "pause";

    /// <summary>The new limit, in the <c>arguments</c> of a decided budget item.</summary>
    public const string TokensArgument = "tokens";
}
