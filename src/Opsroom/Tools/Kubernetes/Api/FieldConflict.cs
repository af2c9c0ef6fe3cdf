using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Opsroom.Tools.Kubernetes.Api.Connections;

namespace Opsroom.Tools.Kubernetes.Api;

/// <summary>A field that an apply would set and another manager has set otherwise.</summary>
/// <param name="Manager">Who set it: <c>kubectl-edit</c>, <c>kube-controller-manager</c>, …</param>
/// <param name="Field">Its path in the object: <c>.spec.replicas</c>.</param>
public sealed partial record FieldConflict(string Manager, string Field)
{
    private const int LongestName = 128;
    private const int LongestField = 300;

    /// <summary>The conflicts that a server names; empty where it refused for another reason.</summary>
    internal static ImmutableArray<FieldConflict> In(KubeStatus? refusal) => refusal is null ? [] :
    [
        .. refusal.Causes.Where(cause => cause.Reason == "FieldManagerConflict")
            .Select(cause => new FieldConflict(ManagerIn(cause.Message), OutsideText.OneLine(cause.Field ?? "", LongestField)))
            .Distinct()
            .OrderBy(conflict => conflict.Manager, StringComparer.Ordinal).ThenBy(conflict => conflict.Field, StringComparer.Ordinal),
    ];

    /// <summary>The server names the manager in a sentence only: <c>conflict with "kubectl" using apps/v1</c>.</summary>
    private static string ManagerIn(string? message) =>
        Named().Match(message ?? "") is { Success: true } match ? OutsideText.OneLine(match.Groups["manager"].Value, LongestName) : "another manager";

    [GeneratedRegex("^conflict with \"(?<manager>(?:[^\"\\\\]|\\\\.)*)\"", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Named();
}

/// <summary>What a server answered to an apply.</summary>
/// <param name="Conflicts">Where it failed because of fields that others have set otherwise.</param>
internal sealed record AppliedAnswer(WrittenObject? Value, ToolFailure? Failure, ImmutableArray<FieldConflict> Conflicts);
