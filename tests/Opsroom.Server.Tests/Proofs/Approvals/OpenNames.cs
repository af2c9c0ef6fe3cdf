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

    /// <summary>The policy file, relative to the server's working directory.</summary>
    public const string PolicyFile = "policy.yaml";

    /// <summary>A policy that lets every <c>change</c> in <see cref="FreeEnvironment"/> pass and says nothing else.</summary>
    public const string FreeSandbox = $"""
        rules:
          - name: sandbox-is-free
            effect: change
            environment: {FreeEnvironment}
            decision: allow
        """;

    /// <summary>The settings that give targets their environments.</summary>
    public static IReadOnlyDictionary<string, string?> Targets { get; } = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
    {
        [$"Targets:outside:{Sandbox}"] = FreeEnvironment,
        [$"Targets:outside:{Vault}"] = "production",
    };

    /// <summary>The setting that bounds the tokens of one run.</summary>
    public const string RunTokens = "Budgets:Run:Tokens";

    /// <summary>The setting that has a run pause at its limit (beside ending with <c>budget_exceeded</c>).</summary>
    public const string BudgetAction = "Budgets:AtLimit";

    public const string Pause = "pause";

    /// <summary>The new limit, in the <c>arguments</c> of a decided budget item.</summary>
    public const string TokensArgument = "tokens";
}
