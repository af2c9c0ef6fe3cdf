using System.Collections.Immutable;
using Opsroom.Approvals.Rules;
using Opsroom.Tools;

namespace Opsroom.Approvals;

/// <summary>A policy as it was read from a file's text.</summary>
/// <param name="Policy">Null where there is an error among the findings: a policy that is half understood is none.</param>
/// <param name="Findings">What is wrong or looks wrong, with line and column.</param>
public sealed record PolicyText(IPolicy? Policy, IReadOnlyList<Finding> Findings)
{
    public static PolicyText Read(string text) => Read(text, []);

    /// <param name="configured">Targets whose environments stand elsewhere in the configuration; the file's own entries come first.</param>
    internal static PolicyText Read(string text, ImmutableArray<MappedTarget> configured)
    {
        var (file, findings) = PolicyReader.Read(text);
        return new PolicyText(file is null ? null : new FilePolicy(file with { Targets = [.. file.Targets, .. configured] }), findings);
    }
}
