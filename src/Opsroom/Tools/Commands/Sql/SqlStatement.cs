using System.Collections.Immutable;
using Opsroom.Tools.Commands.Programs;

namespace Opsroom.Tools.Commands.Sql;

/// <summary>What one SQL statement does.</summary>
internal static class SqlStatement
{
    private const int MostDepth = 8;

    private static readonly ImmutableHashSet<string> Harmless =
    [
        "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "END", "ABORT", "SHOW", "DESCRIBE", "DESC", "HELP", "LISTEN", "UNLISTEN", "FETCH", "MOVE", "CLOSE", "DEALLOCATE", "DISCARD", "USE", "STATUS", "CHECKSUM",
        "DELIMITER", "GO", "PRINT", "EXIT", "QUIT", "EXISTS", "LIST", "USEDB",
    ];

    private static readonly ImmutableDictionary<string, (CommandEffect Effect, string Why)> Verbs = new Dictionary<string, (CommandEffect, string)>(StringComparer.Ordinal)
    {
        ["DELETE"] = (CommandEffect.Destroy, "deletes rows"),
        ["TRUNCATE"] = (CommandEffect.Destroy, "empties a table"),
        ["DROP"] = (CommandEffect.Destroy, "drops an object with what it holds"),
        ["PURGE"] = (CommandEffect.Destroy, "purges logs or dropped objects"),
        ["RESTORE"] = (CommandEffect.Destroy, "restores over what is there"),
        ["FLASHBACK"] = (CommandEffect.Destroy, "sets data back"),
        ["INSERT"] = (CommandEffect.Change, "inserts rows"),
        ["UPSERT"] = (CommandEffect.Change, "inserts or changes rows"),
        ["REPLACE"] = (CommandEffect.Change, "replaces rows"),
        ["UPDATE"] = (CommandEffect.Change, "changes rows"),
        ["MERGE"] = (CommandEffect.Change, "changes rows"),
        ["CREATE"] = (CommandEffect.Change, "creates an object"),
        ["ALTER"] = (CommandEffect.Change, "changes an object"),
        ["RENAME"] = (CommandEffect.Change, "renames an object"),
        ["COMMENT"] = (CommandEffect.Change, "changes a comment"),
        ["GRANT"] = (CommandEffect.Change, "grants rights"),
        ["REVOKE"] = (CommandEffect.Change, "takes rights away"),
        ["DENY"] = (CommandEffect.Change, "takes rights away"),
        ["REASSIGN"] = (CommandEffect.Change, "changes owners"),
        ["VACUUM"] = (CommandEffect.Change, "rewrites storage or statistics"),
        ["ANALYZE"] = (CommandEffect.Change, "rewrites statistics"),
        ["OPTIMIZE"] = (CommandEffect.Change, "rebuilds a table"),
        ["REPAIR"] = (CommandEffect.Change, "repairs a table"),
        ["REINDEX"] = (CommandEffect.Change, "rebuilds an index"),
        ["CLUSTER"] = (CommandEffect.Change, "rewrites a table under a lock"),
        ["REFRESH"] = (CommandEffect.Change, "fills a materialized view anew"),
        ["LOCK"] = (CommandEffect.Change, "locks out others"),
        ["UNLOCK"] = (CommandEffect.Change, "gives locks back"),
        ["LOAD"] = (CommandEffect.Change, "loads data or code"),
        ["IMPORT"] = (CommandEffect.Change, "loads data"),
        ["EXPORT"] = (CommandEffect.Change, "writes data out"),
        ["UNLOAD"] = (CommandEffect.Change, "writes data out"),
        ["BACKUP"] = (CommandEffect.Change, "writes a backup"),
        ["KILL"] = (CommandEffect.Change, "ends somebody's connection or query"),
        ["FLUSH"] = (CommandEffect.Change, "flushes caches, logs or locks"),
        ["CALL"] = (CommandEffect.Change, "runs a procedure that cannot be seen"),
        ["EXEC"] = (CommandEffect.Change, "runs a procedure that cannot be seen"),
        ["EXECUTE"] = (CommandEffect.Change, "runs a statement that cannot be seen"),
        ["DO"] = (CommandEffect.Change, "runs a block of code"),
        ["NOTIFY"] = (CommandEffect.Change, "wakes up listeners"),
        ["CHECKPOINT"] = (CommandEffect.Change, "forces a checkpoint"),
        ["SECURITY"] = (CommandEffect.Change, "changes a security label"),
        ["INSTALL"] = (CommandEffect.Change, "installs code"),
        ["UNINSTALL"] = (CommandEffect.Change, "removes code"),
        ["SHUTDOWN"] = (CommandEffect.Change, "stops the server"),
        ["ATTACH"] = (CommandEffect.Change, "attaches a database, which is made where it lacks"),
        ["DETACH"] = (CommandEffect.Change, "detaches a database or a partition"),
        ["SOURCE"] = (CommandEffect.Change, "runs a file that cannot be seen"),
        ["SYSTEM"] = (CommandEffect.Change, "runs a command of the shell or the server"),
    }.ToImmutableDictionary(StringComparer.Ordinal);

    public static Outcome Judge(ImmutableArray<SqlToken> tokens, int depth = 0)
    {
        while (tokens.Length > 1 && tokens[0].IsSymbol("("))
        {
            tokens = tokens[1..];
        }

        var first = tokens[0];
        var outcome = first.Value switch
        {
            _ when depth > MostDepth => Outcome.Change("is nested too deeply to be followed"),
            _ when first.Kind != SqlTokenKind.Word => tokens.All(token => token.Kind == SqlTokenKind.Symbol) ? Outcome.Read("is no statement") : Outcome.Change("begins with no known statement"),
            "SELECT" or "VALUES" or "TABLE" => SqlQueries.Judge(tokens, depth),
            "WITH" => SqlQueries.Judge(tokens, depth).AtLeast(SqlNested.Written(tokens), "changes or deletes rows inside of the query"),
            "EXPLAIN" or "DESCRIBE" or "DESC" => Explain(tokens, depth),
            "SET" => Set(tokens),
            "COPY" => Copy(tokens, depth),
            "PRAGMA" => Pragma(tokens),
            "START" => Has(tokens, "TRANSACTION") ? Outcome.Read("begins a transaction") : Outcome.Change("starts replication or a service of the server"),
            "RESET" => Has(tokens, "MASTER", "BINARY", "REPLICA", "SLAVE") ? Outcome.Destroy("deletes replication logs or positions") : Has(tokens, "PERSIST", "CACHE") ? Outcome.Change("takes settings or caches of the server away") : Outcome.Read("sets a session's value back"),
            "BEGIN" or "DECLARE" or "IF" or "WHILE" => Block(tokens, depth),
            "PREPARE" => Has(tokens, "TRANSACTION") ? Outcome.Change("prepares a transaction that holds its locks") : SqlNested.Inside(tokens, depth, Outcome.Read("only prepares a statement")),
            "COMMIT" or "ROLLBACK" when Has(tokens, "PREPARED") => Outcome.Change("ends a prepared transaction"),
            "CHECK" => Outcome.Read("only checks"),
            _ when Harmless.Contains(first.Value) => Outcome.Read($"`{first.Value}` changes nothing"),
            _ => Mutation(tokens, depth),
        };
        return SqlFunctions.Judge(tokens, depth, outcome);
    }

    /// <summary>The shell commands that a statement makes the server run.</summary>
    public static IEnumerable<string> ScriptsRun(IReadOnlyList<SqlToken> tokens)
    {
        for (var i = 1; i < tokens.Count; i++)
        {
            if (tokens[i].Kind == SqlTokenKind.Text && (tokens[i - 1].Is("PROGRAM") || tokens[i - 1].Is("XP_CMDSHELL") || (i > 1 && (tokens[i - 2].Is("XP_CMDSHELL") || tokens[i - 2].Is("SYS_EXEC") || tokens[i - 2].Is("SYS_EVAL") || tokens[i - 2].Is("SYSTEM")))))
            {
                yield return tokens[i].Value;
            }
        }
    }

    internal static bool Has(ImmutableArray<SqlToken> tokens, params ReadOnlySpan<string> words)
    {
        foreach (var token in tokens)
        {
            if (token.Kind == SqlTokenKind.Word && words.Contains(token.Value))
            {
                return true;
            }
        }

        return false;
    }

    private static Outcome Mutation(ImmutableArray<SqlToken> tokens, int depth)
    {
        var verb = tokens[0].Value;
        if (!Verbs.TryGetValue(verb, out var known))
        {
            return SqlNested.Inside(tokens, depth, Outcome.Change($"`{verb}` is no known statement"));
        }

        var outcome = new Outcome(known.Effect, known.Why);
        return verb switch
        {
            "ALTER" when AlterDeletes(tokens) => Outcome.Destroy("drops or deletes a part of the object"),
            "CREATE" when tokens.Length > 3 && tokens[1].Is("OR") && tokens[3].Is("TABLE") => Outcome.Destroy("replaces a table, whose rows are gone"),
            "INSERT" when tokens.Length > 1 && tokens[1].Is("OVERWRITE") => Outcome.Destroy("overwrites the rows that are there"),
            "MERGE" when Has(tokens, "DELETE") => Outcome.Destroy("deletes rows where they match"),
            "DO" or "EXECUTE" or "EXEC" or "CALL" => SqlNested.Inside(tokens, depth, outcome),
            "SYSTEM" when Has(tokens, "DROP") => Outcome.Destroy("drops parts of the system"),
            _ => outcome.AtLeast(verb is "CREATE" ? CommandEffect.Read : SqlNested.Written(tokens[1..]), "deletes rows inside of the statement"),
        };
    }

    private static bool AlterDeletes(ImmutableArray<SqlToken> tokens)
    {
        for (var i = 1; i < tokens.Length; i++)
        {
            var next = i + 1 < tokens.Length ? tokens[i + 1] : default;
            if ((tokens[i].Is("DROP") && !next.Is("NOT") && !next.Is("DEFAULT") && !next.Is("IDENTITY") && !next.Is("EXPRESSION"))
                || tokens[i].Is("TRUNCATE") || (tokens[i].Is("DELETE") && !tokens[i - 1].Is("ON")) || (tokens[i].Is("DISCARD") && next.Is("TABLESPACE")))
            {
                return true;
            }
        }

        return false;
    }

    private static Outcome Explain(ImmutableArray<SqlToken> tokens, int depth)
    {
        var at = 1;
        var runs = false;
        if (at < tokens.Length && tokens[at].IsSymbol("("))
        {
            var end = at;
            while (end < tokens.Length && !tokens[end].IsSymbol(")"))
            {
                var next = end + 1 < tokens.Length ? tokens[end + 1] : default;
                runs |= (tokens[end].Is("ANALYZE") || tokens[end].Is("ANALYSE")) && !next.Is("FALSE") && !next.Is("OFF") && next.Value is not "0";
                end++;
            }

            at = end + 1;
        }

        while (at < tokens.Length && (tokens[at].Value is "ANALYZE" or "ANALYSE" or "VERBOSE" or "EXTENDED" or "PARTITIONS" or "QUERY" or "PLAN" or "FOR" or "PIPELINE" or "AST" or "SYNTAX" or "ESTIMATE" or "=" or "TREE" or "JSON" or "TRADITIONAL" or "FORMAT"))
        {
            runs |= tokens[at].Value is "ANALYZE" or "ANALYSE";
            at++;
        }

        if (!runs || at >= tokens.Length)
        {
            return Outcome.Read("only shows a plan");
        }

        var inner = Judge(tokens[at..], depth + 1);
        return inner with { Why = $"`ANALYZE` runs the statement, which {inner.Why}" };
    }

    private static Outcome Set(ImmutableArray<SqlToken> tokens)
    {
        var second = tokens.Length > 1 ? tokens[1].Value : "";
        var third = tokens.Length > 2 ? tokens[2].Value : "";
        if (tokens.Skip(1).Any(token => token.Kind == SqlTokenKind.Word && token.Value is "GLOBAL" or "PERSIST" or "PERSIST_ONLY" or "@@GLOBAL" or "@@PERSIST" or "@@SQL_LOG_BIN" or "SQL_LOG_BIN" or "CLUSTER" or "IDENTITY_INSERT") || second is "DEFAULT")
        {
            return Outcome.Change("sets a value beyond this session, or turns a safeguard off");
        }

        return second is "GLOBAL" or "PERSIST" or "PERSIST_ONLY" or "PASSWORD" || second.StartsWith("@@GLOBAL", StringComparison.Ordinal) || second.StartsWith("@@PERSIST", StringComparison.Ordinal)
            ? Outcome.Change("sets a value for the whole server")
            : second is "ROLE" or "SEARCH_PATH" || third is "ROLE" or "AUTHORIZATION" or "SEARCH_PATH"
            ? Outcome.Change("says as whom or where later statements act")
            : second is "SESSION_REPLICATION_ROLE" or "FOREIGN_KEY_CHECKS" or "SQL_LOG_BIN" or "SQL_SAFE_UPDATES" or "UNIQUE_CHECKS" or "ROW_SECURITY" || third is "SESSION_REPLICATION_ROLE" or "SQL_LOG_BIN" or "FOREIGN_KEY_CHECKS"
            ? Outcome.Change("turns a safeguard off for later statements")
            : Outcome.Read("sets a value for this session only");
    }

    private static Outcome Copy(ImmutableArray<SqlToken> tokens, int depth)
    {
        var inner = tokens.Length > 1 && tokens[1].IsSymbol("(") ? Judge([.. tokens.Skip(2).TakeWhile(token => !token.Is("TO"))], depth + 1) : Outcome.Read("copies rows out");
        return Has(tokens, "PROGRAM") ? inner.AtLeast(CommandEffect.Change, "runs a program on the server")
            : Has(tokens, "PG_AUTHID", "PG_SHADOW", "PG_USER_MAPPING", "PG_LARGEOBJECT", "PG_SUBSCRIPTION") ? inner.AtLeast(CommandEffect.Change, "gives out passwords")
            : Has(tokens, "STDOUT") && !Has(tokens, "FROM") ? inner
            : inner.Effect == CommandEffect.Read && Has(tokens, "STDOUT") ? inner
            : inner.AtLeast(CommandEffect.Change, "copies rows in, or out to a file");
    }

    private static readonly ImmutableHashSet<string> AskingPragmas =
        ["TABLE_INFO", "TABLE_XINFO", "TABLE_LIST", "INDEX_LIST", "INDEX_INFO", "INDEX_XINFO", "FOREIGN_KEY_LIST", "FOREIGN_KEY_CHECK", "INTEGRITY_CHECK", "QUICK_CHECK"];

    private static Outcome Pragma(ImmutableArray<SqlToken> tokens) =>
        tokens.Any(token => token.IsSymbol("=")) || (tokens.Any(token => token.IsSymbol("(")) && !tokens.Any(token => AskingPragmas.Contains(token.Value))) || Has(tokens, "WAL_CHECKPOINT", "OPTIMIZE", "INCREMENTAL_VACUUM", "SHRINK_MEMORY", "REKEY", "KEY", "WRITABLE_SCHEMA")
            ? Outcome.Change("changes a setting or the file of the database")
            : Outcome.Read("only shows a setting");

    private static Outcome Block(ImmutableArray<SqlToken> tokens, int depth)
    {
        if (tokens[0].Is("DECLARE") && tokens.Any(token => token.Is("CURSOR")))
        {
            var query = tokens.SkipWhile(token => !token.Is("FOR")).Skip(1).ToImmutableArray();
            return query.IsEmpty ? Outcome.Read("declares a cursor") : Judge(query, depth + 1);
        }

        if (tokens[0].Is("BEGIN") && (tokens.Length == 1 || tokens[1].Value is "WORK" or "TRANSACTION" or "TRAN" or "ISOLATION" or "READ" or "DEFERRED" or "IMMEDIATE" or "EXCLUSIVE" or "NOT" or "ATOMIC"))
        {
            return Outcome.Read("begins a transaction");
        }

        return tokens[0].Is("BEGIN") ? Judge(tokens[1..], depth + 1) : SqlNested.Inside(tokens, depth, Outcome.Change("runs a block of code"));
    }
}
