namespace Opsroom.Approvals.Rules;

/// <summary>The usual names of environments in their long and short forms.</summary>
internal static class EnvironmentNames
{
    private static readonly string[][] Forms =
    [
        [PolicyFile.Production, "prod", "prd", "live"],
        ["staging", "stage", "stg"],
        ["development", "dev"],
        ["testing", "test", "qa"],
    ];

    public static bool AreSame(string one, string other) =>
        Forms.Any(forms => forms.Contains(one, StringComparer.OrdinalIgnoreCase) && forms.Contains(other, StringComparer.OrdinalIgnoreCase));
}
