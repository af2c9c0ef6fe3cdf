using System.Text;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Schemas.Reading;

/// <summary>Writes an exclusion constraint as it stands behind its name.</summary>
internal static class ExclusionText
{
    public static TableExclusion Of(SchemaDraft draft, SchemaTable table, TableConstraint constraint, int line)
    {
        var text = new StringBuilder("EXCLUDE");
        text.Append(constraint.Method is { } method ? $" USING {method}" : "").Append(" (");
        text.AppendJoin(", ", constraint.Elements.Select(element => $"{IndexText.Element(element, draft.Dialect)} WITH {element.With}")).Append(')');
        text.Append(constraint.Where is { } where ? $" WHERE ({where})" : "");
        text.Append(constraint.IsDeferrable || constraint.IsInitiallyDeferred ? " DEFERRABLE" : "").Append(constraint.IsInitiallyDeferred ? " INITIALLY DEFERRED" : "");
        return new TableExclusion(constraint.Name ?? ConstraintNames.Of(draft, table, constraint)!, text.ToString(), line);
    }
}
