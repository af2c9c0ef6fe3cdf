using System.Globalization;
using System.Text;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Schemas;

/// <summary>Writes indexes.</summary>
internal static class IndexText
{
    /// <summary>One part of an index.</summary>
    public static string Element(IndexElement element, SqlDialect dialect)
    {
        var text = new StringBuilder(element.Column is { } column ? SqlName.Quote(column, dialect) : dialect.IsSqlite ? element.Expression : Bracketed(element.Expression ?? "", dialect));
        if (element.PrefixLength is { } length)
        {
            text.Append(CultureInfo.InvariantCulture, $"({length})");
        }

        text.Append(element.Collation is { } collation ? $" COLLATE {SqlName.Quote(collation, dialect)}" : "").Append(element.OperatorClass is { } operators ? $" {operators}" : "");
        text.Append(element.IsDescending ? " DESC" : "");
        return text.Append(element.NullsFirst switch { true when !element.IsDescending => " NULLS FIRST", false when element.IsDescending => " NULLS LAST", _ => "" }).ToString();
    }

    /// <summary>The statement that makes an index.</summary>
    public static string Create(TableIndex index, ObjectName table, SqlDialect dialect)
    {
        var text = new StringBuilder("CREATE ");
        text.Append(index.IsUnique ? "UNIQUE " : index.Special is { } special ? special + " " : "").Append("INDEX ").Append(SqlName.Quote(index.Name, dialect));
        text.Append(dialect.IsMySql && index.Method is { } method ? $" USING {method}" : "").Append(" ON ").Append(SqlName.Quote(table, dialect));
        text.Append(dialect.IsPostgreSql && index.Method is { } access ? $" USING {access}" : "").Append(" (");
        text.AppendJoin(", ", index.Elements.Select(element => Element(element, dialect))).Append(')');
        text.Append(index.Include.IsEmpty ? "" : $" INCLUDE ({SqlName.List(index.Include, dialect)})").Append(index.NullsNotDistinct ? " NULLS NOT DISTINCT" : "");
        return text.Append(index.With is { } with ? $" WITH ({with.Trim('(', ')')})" : "").Append(index.Where is { } where ? $" WHERE {where}" : "").ToString();
    }

    // (a) || (b) begins and ends with brackets, and has none
    private static string Bracketed(string expression, SqlDialect dialect) => expression.StartsWith('(') && ExpressionText.IsBracketed(expression, dialect) ? expression : $"({expression})";
}
