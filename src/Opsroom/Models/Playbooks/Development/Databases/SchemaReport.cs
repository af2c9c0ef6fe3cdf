using System.Globalization;
using Opsroom.Models.Playbooks.Briefings;

namespace Opsroom.Models.Playbooks.Development.Databases;

/// <summary>Tells what a schema has and what is wrong with it.</summary>
internal static class SchemaReport
{
    private const int MostTables = 15;

    public static void Tell(Told told, ToolExchange? made)
    {
        if (!told.Succeeded(made, "Looking into the schema"))
        {
            return;
        }

        var result = made!.Result;
        told.Line($"**{Told.Quote(result.Text("source") == "ddl" ? "The DDL" : result.Text("source"))}** ({result.Text("db_type")}{(result.Text("server_version") is { } version ? $" {Told.Quote(version)}" : "")}): {Told.Quote(result.Text("summary"))}");
        MigrationReport.Findings(told, result, "issues");
        var tables = result.Items("tables").ToList();
        told.Line("Tables:");
        foreach (var table in tables.Take(MostTables))
        {
            var rows = table.Member("rows") is { ValueKind: System.Text.Json.JsonValueKind.Number } count ? string.Create(CultureInfo.InvariantCulture, $", about {count.GetInt64():N0} rows") : "";
            told.Bullet($"{Told.Code(table.Text("name"))}: {Told.Count(table.Items("columns").Count(), "column")}, {Told.Count(table.Items("indexes").Count(), "index")}, refers to {table.Items("foreign_keys").Count()}{rows}".Replace("indexs", "indexes", StringComparison.Ordinal));
        }

        if (tables.Count > MostTables)
        {
            told.Bullet($"and {tables.Count - MostTables} more");
        }
    }
}
