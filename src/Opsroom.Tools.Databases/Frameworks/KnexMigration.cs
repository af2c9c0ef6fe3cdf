using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Opsroom.Tools.Databases.Diffing;

namespace Opsroom.Tools.Databases.Frameworks;

/// <summary>A module of Knex that sends each statement as it is.</summary>
internal static class KnexMigration
{
    private static readonly JsonSerializerOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(SchemaMigration migration, bool isOwnTransaction) =>
        $$"""
        exports.up = async function (knex) {
        {{Calls(migration.Up)}}};

        exports.down = async function (knex) {
        {{Calls(migration.Down)}}};
        {{(isOwnTransaction ? "\nexports.config = { transaction: false };\n" : "")}}
        """;

    private static string Calls(IEnumerable<string> statements)
    {
        var text = new StringBuilder();
        foreach (var statement in statements)
        {
            // a question mark would be a binding
            text.Append("  await knex.raw(").Append(JsonSerializer.Serialize(statement.Replace("?", @"\?", StringComparison.Ordinal), AsWritten)).Append(");\n");
        }

        return text.ToString();
    }
}
