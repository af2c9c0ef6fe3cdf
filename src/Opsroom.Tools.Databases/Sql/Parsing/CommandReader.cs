using System.Collections.Immutable;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Sql.Parsing;

/// <summary>Reads everything that is neither CREATE, ALTER, DROP nor about rows.</summary>
internal static class CommandReader
{
    private static readonly ImmutableArray<string> Anywhere = ["GRANT", "REVOKE", "EXPLAIN", "PREPARE", "EXECUTE", "DEALLOCATE", "CALL", "DECLARE", "FETCH", "CLOSE"];
    private static readonly ImmutableArray<string> Postgres = ["DISCARD", "LISTEN", "NOTIFY", "UNLISTEN", "SHOW", "SECURITY", "CHECKPOINT", "LOAD", "IMPORT", "REASSIGN", "MOVE", "CHECK"];
    private static readonly ImmutableArray<string> MySql =
        ["USE", "SHOW", "DESCRIBE", "DESC", "FLUSH", "KILL", "HANDLER", "LOAD", "UNLOCK", "CHECK", "REPAIR", "CHECKSUM", "CACHE", "PURGE", "RESET", "INSTALL", "UNINSTALL", "SIGNAL", "GET", "XA", "BINLOG", "SHUTDOWN", "STOP", "HELP", "DO", "BACKUP", "IMPORT", "CLONE", "RESIGNAL"];
    private static readonly ImmutableArray<string> Sqlite = ["ATTACH", "DETACH", "EXPLAIN"];

    public static SqlStatement Read(TokenReader reader)
    {
        if (TransactionReader.TryRead(reader) is { } transaction)
        {
            return transaction;
        }

        var keyword = reader.Next.Value.ToUpperInvariant();
        return keyword switch
        {
            "SET" => SettingReader.Set(reader),
            "RESET" when reader.Dialect.IsPostgreSql => SettingReader.Reset(reader),
            "PRAGMA" when reader.Dialect.IsSqlite => SettingReader.Pragma(reader),
            "COMMENT" when reader.Dialect.IsPostgreSql => Comment(reader),
            "VACUUM" when !reader.Dialect.IsMySql => MaintenanceReader.Vacuum(reader),
            "ANALYZE" or "ANALYSE" => MaintenanceReader.Analyze(reader),
            "CLUSTER" when reader.Dialect.IsPostgreSql => MaintenanceReader.Cluster(reader),
            "REINDEX" when !reader.Dialect.IsMySql => MaintenanceReader.Reindex(reader),
            "TRUNCATE" when !reader.Dialect.IsSqlite => MaintenanceReader.Truncate(reader),
            "LOCK" when !reader.Dialect.IsSqlite => MaintenanceReader.Lock(reader),
            "REFRESH" when reader.Dialect.IsPostgreSql => MaintenanceReader.Refresh(reader),
            "DO" when reader.Dialect.IsPostgreSql => Do(reader),
            "COPY" when reader.Dialect.IsPostgreSql => Copy(reader),
            "RENAME" when reader.Dialect.IsMySql => Rename(reader),
            "OPTIMIZE" when reader.Dialect.IsMySql => MaintenanceReader.Optimize(reader),
            _ when Anywhere.Any(reader.Next.Is) || (reader.Dialect.IsPostgreSql ? Postgres : reader.Dialect.IsSqlite ? Sqlite : MySql).Any(reader.Next.Is) => Other(reader, keyword),
            _ => throw reader.Fail($"'{reader.Next.Value}' begins no statement of {reader.Dialect.Product}."),
        };
    }

    private static OtherStatement Other(TokenReader reader, string keyword)
    {
        reader.Rest();
        return new OtherStatement(keyword);
    }

    private static DoBlock Do(TokenReader reader)
    {
        reader.Expect("DO");
        var body = "";
        while (!reader.IsAtEnd)
        {
            var token = reader.Take();
            body = token.Kind == SqlTokenKind.Text ? token.Value : body;
        }

        return new DoBlock(body);
    }

    private static DataStatement Copy(TokenReader reader)
    {
        reader.Expect("COPY");
        _ = reader.Take("BINARY");
        if (reader.SeesSymbol("("))
        {
            reader.Rest();
            return new DataStatement(DataVerb.Select, null);
        }

        var table = reader.Object("a table");
        if (reader.SeesSymbol("("))
        {
            reader.NameList();
        }

        var isRead = reader.Take("FROM");
        if (!isRead)
        {
            reader.Expect("TO");
        }

        reader.Rest();
        return isRead ? new DataStatement(DataVerb.Copy, table) : new DataStatement(DataVerb.Select, null) { Sources = [table] };
    }

    private static RenameTables Rename(TokenReader reader)
    {
        reader.Expect("RENAME");
        if (!reader.Take("TABLES"))
        {
            reader.Expect("TABLE");
        }

        var renames = ImmutableArray.CreateBuilder<(ObjectName, ObjectName)>();
        do
        {
            var from = reader.Object("a table");
            reader.Expect("TO");
            renames.Add((from, reader.Object("the new name")));
        }
        while (reader.TakeSymbol(","));
        return new RenameTables(renames.ToImmutable());
    }

    private static CommentOn Comment(TokenReader reader)
    {
        reader.Expect("COMMENT", "ON");
        var kindAt = reader.Index;
        _ = ObjectKinds.Take(reader) ?? throw reader.Fail($"Expected what the comment is for{reader.Instead}.");
        var on = reader.Text.Written(kindAt, reader.Index).ToUpperInvariant();
        var (name, label) = ((ObjectName?)null, (string?)null);
        if (on == "COLUMN")
        {
            var parts = new List<string> { reader.Name() };
            while (reader.TakeSymbol("."))
            {
                parts.Add(reader.Name());
            }

            (name, label) = (parts.Count < 2 ? throw reader.Fail("A column is named with its table.") : new ObjectName(parts.Count > 2 ? parts[^3] : null, parts[^2]), parts[^1]);
        }
        else if (on is "CONSTRAINT" or "TRIGGER" or "POLICY" or "RULE")
        {
            label = reader.Name();
            reader.Expect("ON");
            reader.Take("DOMAIN");
            name = reader.Object("a table");
        }
        else
        {
            name = reader.SeesName ? reader.Object() : null;
            reader.Until(token => token.Is("IS"));
        }

        reader.Expect("IS");
        var text = reader.Take();
        return text.Kind == SqlTokenKind.Text || text.Is("NULL") ? new CommentOn(on, name, label, text.Kind == SqlTokenKind.Text ? text.Value : null) : throw reader.Fail("A comment is a string or NULL.");
    }
}
