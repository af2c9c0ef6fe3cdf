using System.Globalization;
using System.Text;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Schemas.Reading;

/// <summary>Names what DDL leaves unnamed as the engine does, so that it can be changed and dropped later.</summary>
internal static class ConstraintNames
{
    private const int LongestPostgresName = 63;

    /// <summary>The name of a constraint; null in SQLite, where it has none.</summary>
    public static string? Of(SchemaDraft draft, SchemaTable table, TableConstraint constraint) => draft.Dialect switch
    {
        SqlDialect.Sqlite => null,
        SqlDialect.PostgreSql => OfPostgres(draft, table, constraint),
        _ => OfMySql(draft, table, constraint),
    };

    public static string OfIndex(SchemaDraft draft, SchemaTable table, CreateIndex index)
    {
        if (draft.Dialect.IsMySql)
        {
            var first = index.Elements.FirstOrDefault()?.Column ?? "functional_index";
            return Free(first.Equals("PRIMARY", StringComparison.OrdinalIgnoreCase) ? "PRIMARY_2" : first, table, "_", 2);
        }

        var columns = index.Elements.Select(element => element.Column ?? "expr").Concat(index.Include);
        return Unused(draft, table, string.Join('_', columns), "idx");
    }

    private static string OfPostgres(SchemaDraft draft, SchemaTable table, TableConstraint constraint)
    {
        switch (constraint.Kind)
        {
            case ConstraintKind.PrimaryKey:
                return Unused(draft, table, null, "pkey");
            case ConstraintKind.Check:
                var columns = ColumnsIn(constraint.Expression ?? "", table);
                return Unused(draft, table, columns is [var only] ? only : null, "check");
            case ConstraintKind.Exclude:
                return Unused(draft, table, string.Join('_', constraint.Elements.Select(element => element.Column ?? "expr")), "excl");
            default:
                return Unused(draft, table, string.Join('_', constraint.Columns.Concat(constraint.Include)), constraint.Kind == ConstraintKind.ForeignKey ? "fkey" : "key");
        }
    }

    private static string OfMySql(SchemaDraft draft, SchemaTable table, TableConstraint constraint)
    {
        switch (constraint.Kind)
        {
            case ConstraintKind.PrimaryKey:
                return "PRIMARY";
            case ConstraintKind.ForeignKey:
                var last = table.ForeignKeys.Select(key => key.Name is { } name && name.StartsWith($"{table.Name.Name}_ibfk_", StringComparison.OrdinalIgnoreCase)
                    && int.TryParse(name.AsSpan(table.Name.Name.Length + 6), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).DefaultIfEmpty(0).Max();
                return string.Create(CultureInfo.InvariantCulture, $"{table.Name.Name}_ibfk_{last + 1}");
            case ConstraintKind.Check when draft.Dialect == SqlDialect.MySql:
                return string.Create(CultureInfo.InvariantCulture, $"{table.Name.Name}_chk_{table.Checks.Count(check => !check.IsNamed) + 1}");
            case ConstraintKind.Check when constraint.IsInline:
                return constraint.Columns[0];
            default:
                return string.Create(CultureInfo.InvariantCulture, $"CONSTRAINT_{table.Checks.Count(check => !check.IsNamed && check.Column is null) + 1}");
        }
    }

    private static string[] ColumnsIn(string expression, SchemaTable table) =>
    [
        .. SqlTokenizer.Read(expression, SqlDialect.PostgreSql).Tokens.Where(token => token.Kind is SqlTokenKind.Word or SqlTokenKind.Quoted)
            .Select(token => token.Kind == SqlTokenKind.Word ? token.Value.ToLowerInvariant() : token.Value).Where(word => table.Columns.Any(column => column.Name == word)).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>PostgreSQL's way: table, columns and label, cut to fit, with a number where the name is taken.</summary>
    private static string Unused(SchemaDraft draft, SchemaTable table, string? columns, string label)
    {
        for (var number = 0; ; number++)
        {
            var ending = number == 0 ? label : string.Create(CultureInfo.InvariantCulture, $"{label}{number}");
            var name = Fitted(table.Name.Name, columns, ending);
            if (!IsTaken(draft, table, name))
            {
                return name;
            }
        }
    }

    private static string Fitted(string table, string? columns, string label)
    {
        var overhead = label.Length + 1 + (columns is null ? 0 : 1);
        var (first, second) = (Encoding.UTF8.GetByteCount(table), columns is null ? 0 : Encoding.UTF8.GetByteCount(columns));
        while (first + second > LongestPostgresName - overhead)
        {
            if (first > second)
            {
                first--;
            }
            else
            {
                second--;
            }
        }

        return columns is null ? $"{Cut(table, first)}_{label}" : $"{Cut(table, first)}_{Cut(columns, second)}_{label}";
    }

    private static string Cut(string text, int bytes)
    {
        var length = text.Length;
        while (Encoding.UTF8.GetByteCount(text.AsSpan(0, length)) > bytes)
        {
            length--;
        }

        return text[..length];
    }

    private static bool IsTaken(SchemaDraft draft, SchemaTable table, string name) =>
        draft.Tables.Where(other => other.Name.Schema == table.Name.Schema && !draft.Same(other.Name, table.Name)).Append(table).Any(other =>
            other.Name.Name == name || other.PrimaryKey?.Name == name || other.Uniques.Any(key => key.Name == name) || other.Indexes.Any(index => index.Name == name))
        || table.Checks.Any(check => check.Name == name) || table.ForeignKeys.Any(key => key.Name == name) || table.Exclusions.Any(exclusion => exclusion.Name == name);

    private static string Free(string wanted, SchemaTable table, string between, int from)
    {
        var name = wanted;
        for (var number = from; table.Indexes.Any(index => index.Name.Equals(name, StringComparison.OrdinalIgnoreCase)); number++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{wanted}{between}{number}");
        }

        return name;
    }
}
