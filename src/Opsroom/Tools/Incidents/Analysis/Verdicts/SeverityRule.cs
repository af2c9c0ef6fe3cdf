using Opsroom.Tools.Incidents.Analysis.Observations;

namespace Opsroom.Tools.Incidents.Analysis.Verdicts;

/// <summary>Grades harm as on-call rules usually do: everybody, many, some, nobody yet. Text that asks for a grade has none.</summary>
internal static class SeverityRule
{
    public static IncidentSeverity Of(HarmScale harm)
    {
        var isPaged = harm.Hurting.Any(each => each is { Kind: EvidenceKind.Alert, Harm: >= 0.6 });
        var worst = harm.Worst + (isPaged ? 0.1 : 0);
        return worst >= 0.85 ? IncidentSeverity.Sev1 : worst >= 0.6 ? IncidentSeverity.Sev2 : worst >= 0.4 ? IncidentSeverity.Sev3 : IncidentSeverity.Sev4;
    }
}
