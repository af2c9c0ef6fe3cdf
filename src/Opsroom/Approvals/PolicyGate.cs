using System.Globalization;
using Opsroom.Threads;
using Opsroom.Tools;

namespace Opsroom.Approvals;

/// <summary>The whole answer about a call: the operator's freeze first, then policy.</summary>
public sealed class PolicyGate(IPolicy policy, IStore store)
{
    /// <summary>The rule that a call is denied by while the operator's freeze is on.</summary>
    public const string FreezeRule = "floor:freeze";

    /// <summary>The rule that lets a procedure which began before a freeze take back what it did.</summary>
    public const string RollbackRule = "floor:freeze-rollback";

    /// <summary>Decides with the freeze as the store has it at this moment, so one set on any server counts at once. Calls that change nothing outside do not ask for it.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot say whether a freeze is on: the call has to wait.</exception>
    public async ValueTask<PolicyDecision> DecideAsync(string tenant, PolicyQuestion question, CancellationToken cancellationToken)
    {
        var decision = policy.Decide(question);
        if (question.Effect is Effect.Read or Effect.Write)
        {
            return decision;
        }

        var freeze = await store.ReadFreezeAsync(tenant, cancellationToken);
        if (freeze.On && question.Rollback)
        {
            return decision.Verdict == Verdict.Deny ? decision : decision with
            {
                Rule = RollbackRule,
                Reason = $"{Explain(freeze)} This takes back what a procedure did that began before. {decision.Reason}",
            };
        }

        return freeze.On ? decision with { Verdict = Verdict.Deny, Rule = FreezeRule, Reason = Explain(freeze), Ask = null } : decision;
    }

    private static string Explain(FreezeState freeze)
    {
        var since = freeze.At?.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        return $"Everything that changes something outside is frozen by {freeze.By} since {since}{(freeze.Reason is null ? "" : $": {freeze.Reason.TrimEnd('.')}")}. Reading still works.";
    }
}
