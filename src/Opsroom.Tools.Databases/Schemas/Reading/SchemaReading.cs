using System.Collections.Immutable;

namespace Opsroom.Tools.Databases.Schemas.Reading;

/// <summary>What DDL says, and what of it could not be read.</summary>
/// <param name="Findings">Statements that are no SQL, that speak of what is not there, or that say nothing about a schema that is understood.</param>
internal sealed record SchemaReading(DatabaseSchema Schema, ImmutableArray<Finding> Findings)
{
    public bool IsBroken => Findings.Any(finding => finding.Severity == Severity.Error);
}
