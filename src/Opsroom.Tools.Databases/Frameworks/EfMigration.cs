using System.Text;
using Opsroom.Tools.Databases.Diffing;

namespace Opsroom.Tools.Databases.Frameworks;

/// <summary>A migration class of Entity Framework Core, with the SQL of each statement.</summary>
internal static class EfMigration
{
    public static string Of(string id, string name, SchemaMigration migration, bool isOwnTransaction) =>
        $$"""
        using Microsoft.EntityFrameworkCore.Migrations;

        #nullable disable

        /// <summary>Name the context above the class where there are several: [DbContext(typeof(YourContext))].</summary>
        [Migration("{{id}}")]
        public partial class {{name}} : Migration
        {
            protected override void Up(MigrationBuilder migrationBuilder)
            {
        {{Calls(migration.Up, isOwnTransaction)}}    }

            protected override void Down(MigrationBuilder migrationBuilder)
            {
        {{Calls(migration.Down, isOwnTransaction)}}    }
        }

        """;

    private static string Calls(IEnumerable<string> statements, bool isOwnTransaction)
    {
        var text = new StringBuilder();
        foreach (var statement in statements)
        {
            text.Append("        migrationBuilder.Sql(").Append(Literal(statement)).Append(isOwnTransaction ? ", suppressTransaction: true" : "").Append(");\n");
        }

        return text.ToString();
    }

    private static string Literal(string statement) => $"@\"{statement.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
