using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Opsroom.Tools.Databases.Diffing;

namespace Opsroom.Tools.Databases.Frameworks;

/// <summary>A revision of Alembic. Its number follows from its content.</summary>
internal static partial class AlembicMigration
{
    public static string RevisionOf(SchemaMigration migration) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(SchemaMigration.Text(migration.Up) + "\0" + SchemaMigration.Text(migration.Down))))[..12];

    /// <summary>The revision that no other one follows, among revisions as they are in their files.</summary>
    public static string? HeadOf(IEnumerable<string> files)
    {
        var revisions = files.Select(file => (Own: Revision().Match(file).Groups["id"].Value, Before: DownRevision().Match(file).Groups["id"].Value)).Where(revision => revision.Own.Length > 0).ToList();
        return revisions.Where(revision => !revisions.Any(other => other.Before == revision.Own)).Select(revision => revision.Own).Order(StringComparer.Ordinal).LastOrDefault();
    }

    public static string Of(string revision, string? previous, string name, SchemaMigration migration, bool isOwnTransaction) =>
        $"""
        {"\"\"\""}{name.Replace('_', ' ')}

        Revision ID: {revision}
        Revises: {previous}
        {"\"\"\""}
        from alembic import op

        revision = "{revision}"
        down_revision = {(previous is null ? "None" : $"\"{previous}\"")}
        branch_labels = None
        depends_on = None


        def upgrade():
        {Body(migration.Up, isOwnTransaction)}

        def downgrade():
        {Body(migration.Down, isOwnTransaction)}
        """;

    private static string Body(IReadOnlyCollection<string> statements, bool isOwnTransaction)
    {
        var text = new StringBuilder(isOwnTransaction ? "    with op.get_context().autocommit_block():\n" : "");
        foreach (var statement in statements)
        {
            text.Append(isOwnTransaction ? "        " : "    ").Append("op.execute(").Append(Literal(statement)).Append(")\n");
        }

        return statements.Count == 0 ? "    pass\n" : text.ToString();
    }

    // a colon before a word would be a parameter
    private static string Literal(string statement)
    {
        var sql = Parameter().Replace(statement.Replace(@"\", @"\\", StringComparison.Ordinal), @"\\:");
        return sql.Contains('\n', StringComparison.Ordinal) ? $"\"\"\"{sql.Replace("\"", "\\\"", StringComparison.Ordinal)}\"\"\"" : $"\"{sql.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }

    [GeneratedRegex(@"(?<![:\w\\]):(?=\w)(?!:)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^revision(\s*:\s*str)?\s*=\s*['""](?<id>[^'""]+)['""]", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Revision();

    [GeneratedRegex(@"^down_revision[^=\n]*=\s*['""](?<id>[^'""]+)['""]", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex DownRevision();
}
