using System.Collections.Immutable;

namespace Opsroom.Tools.CodeGeneration.OpenApi.Checking;

/// <summary>Judges an API description by every rule.</summary>
internal static class SpecValidator
{
    public static OpenApiValidation Validate(string text)
    {
        var (document, faults) = SpecDocument.Read(text);
        if (document is null)
        {
            return new(false, faults, 0, null);
        }

        var report = new SpecReport();
        var schemas = new SchemaCheck(document, report);
        var operations = new OperationCheck(document, report, schemas);
        new DocumentCheck(document, report).Run();
        new PathCheck(document, report, operations).Run();
        operations.CheckSecurity(document.Root["security"], "security");
        schemas.CheckNamed();
        new ReferenceCheck(document, report).Run();
        ImmutableArray<Finding> findings = [.. faults, .. report.All];
        return new(!findings.Any(finding => finding.Severity == Severity.Error), findings, operations.Count, document.Root["openapi"]?.Text ?? document.Root["swagger"]?.Text);
    }
}

/// <param name="Valid">Whether there is no error among the findings.</param>
/// <param name="Findings">The worst first; at most 1,000.</param>
/// <param name="Operations">How many operations the paths have.</param>
/// <param name="Version">The version that the description says it is of.</param>
public sealed record OpenApiValidation(bool Valid, ImmutableArray<Finding> Findings, int Operations, string? Version);
