using System.Text;
using Opsroom.Tools.Databases.Connections;
using Opsroom.Tools.Databases.Schemas.Reading;
using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Schemas.Catalogs;

/// <summary>Reads the schema of a live database. The catalogs' own DDL is taken where an engine gives it, so that one reader serves both.</summary>
internal static class SchemaCatalog
{
    public static SqlDialect DialectOf(DatabaseKind kind) => kind switch
    {
        DatabaseKind.Postgresql => SqlDialect.PostgreSql,
        DatabaseKind.Mysql => SqlDialect.MySql,
        DatabaseKind.Mariadb => SqlDialect.MariaDb,
        _ => SqlDialect.Sqlite,
    };

    /// <exception cref="System.Data.Common.DbException">The engine refuses.</exception>
    public static async Task<SchemaReading> ReadAsync(OpenDatabase database, CancellationToken cancellationToken)
    {
        var statements = database.Kind switch
        {
            DatabaseKind.Postgresql => await PostgresCatalog.ReadAsync(database, cancellationToken),
            DatabaseKind.Sqlite => await SqliteCatalog.ReadAsync(database, cancellationToken),
            _ => await MySqlCatalog.ReadAsync(database, cancellationToken),
        };
        var ddl = new StringBuilder();
        foreach (var statement in statements)
        {
            ddl.Append(statement).Append(";\n");
        }

        var reading = SchemaReader.Read(ddl.ToString(), DialectOf(database.Kind));
        return new SchemaReading(WithoutLines(reading.Schema), [.. reading.Findings.Select(finding => finding with { Line = null, Column = null })]);
    }

    /// <summary>Lines of what no person has written say nothing.</summary>
    private static DatabaseSchema WithoutLines(DatabaseSchema schema) => schema with
    {
        Tables =
        [
            .. schema.Tables.Select(table => table with
            {
                Line = null,
                Columns = [.. table.Columns.Select(column => column with { Line = null })],
                PrimaryKey = table.PrimaryKey is { } key ? key with { Line = null } : null,
                Uniques = [.. table.Uniques.Select(unique => unique with { Line = null })],
                Checks = [.. table.Checks.Select(check => check with { Line = null })],
                ForeignKeys = [.. table.ForeignKeys.Select(foreign => foreign with { Line = null })],
                Indexes = [.. table.Indexes.Select(index => index with { Line = null })],
            }),
        ],
        Enums = [.. schema.Enums.Select(type => type with { Line = null })],
        Views = [.. schema.Views.Select(view => view with { Line = null })],
    };
}
