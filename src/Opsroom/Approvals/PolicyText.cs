using Opsroom.Approvals.Rules;
using Opsroom.Tools;

namespace Opsroom.Approvals;

/// <summary>A policy as it was read from a file's text.</summary>
/// <param name="Policy">Null where there is an error among the findings: a policy that is half understood is none.</param>
/// <param name="Findings">What is wrong or looks wrong, with line and column.</param>
public sealed record PolicyText(IPolicy? Policy, IReadOnlyList<Finding> Findings)
{
    public static PolicyText Read(string text)
    {
        var (file, findings) = PolicyReader.Read(text);
        return new PolicyText(file is null ? null : new FilePolicy(file), findings);
    }
}
