using Opsroom.Tools;

namespace Opsroom.Approvals;

/// <summary>Decides about each tool call, between the decision to make it and its execution. A model has no say in it.</summary>
internal static class Policy
{
    /// <summary><c>read</c> and <c>write</c> are allowed. Anything that reaches outside needs a person's approval, and where none can be given it is denied.</summary>
    public static EffectDecision Decide(Effect effect) => effect switch
    {
        Effect.Read or Effect.Write => new EffectDecision(true, "default-allow-inside", null),
        Effect.Change or Effect.Destroy => new EffectDecision(
            false, "default-deny-outside", "It would change something outside this server, and this version cannot ask anybody to approve that."),
        _ => throw new ArgumentOutOfRangeException(nameof(effect), effect, "not an effect"),
    };
}

/// <param name="Rule">Which rule decided; journaled with the call.</param>
/// <param name="Reason">What the agent and the person are told when it is denied.</param>
internal sealed record EffectDecision(bool Allowed, string Rule, string? Reason);
