using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Sql.Parsing;

/// <summary>Reads what begins and ends transactions.</summary>
internal static class TransactionReader
{
    public static SqlStatement? TryRead(TokenReader reader)
    {
        if (reader.Dialect == SqlDialect.MariaDb && reader.Sees("BEGIN", "NOT", "ATOMIC"))
        {
            reader.Rest();
            return new OtherStatement("BEGIN NOT ATOMIC");
        }

        if (reader.Sees("START") && !reader.Sees("START", "TRANSACTION") && reader.Dialect.IsMySql)
        {
            reader.Rest();
            return new OtherStatement("START");
        }

        var verb = reader.Take("BEGIN") || reader.Take("START", "TRANSACTION") ? TransactionVerb.Begin
            : reader.Take("COMMIT", "PREPARED") || reader.Take("ROLLBACK", "PREPARED") ? TransactionVerb.Prepare
            : reader.Take("COMMIT") || (!reader.Dialect.IsMySql && reader.Take("END")) ? TransactionVerb.Commit
            : reader.Take("SAVEPOINT") ? TransactionVerb.Savepoint
            : reader.Take("RELEASE") ? TransactionVerb.Release
            : reader.Take("ROLLBACK") || (reader.Dialect.IsPostgreSql && reader.Take("ABORT")) ? TransactionVerb.Rollback
            : reader.Take("PREPARE", "TRANSACTION") ? TransactionVerb.Prepare
            : reader.Take("SET", "TRANSACTION") || reader.Take("SET", "SESSION", "CHARACTERISTICS") || reader.Take("SET", "SESSION", "TRANSACTION") || reader.Take("SET", "GLOBAL", "TRANSACTION") ? TransactionVerb.SetTransaction
            : (TransactionVerb?)null;
        if (verb is null)
        {
            return null;
        }

        _ = reader.Take("WORK") || reader.Take("TRANSACTION");
        if (verb == TransactionVerb.Rollback && reader.Take("TO"))
        {
            verb = TransactionVerb.RollbackTo;
        }

        if (verb is TransactionVerb.Savepoint or TransactionVerb.Release or TransactionVerb.RollbackTo)
        {
            reader.Take("SAVEPOINT");
            reader.Name("a savepoint");
        }
        else
        {
            // modes such as ISOLATION LEVEL SERIALIZABLE, READ ONLY, IMMEDIATE, AND CHAIN
            string[] modes = ["ISOLATION", "READ", "NOT", "DEFERRABLE", "IMMEDIATE", "DEFERRED", "EXCLUSIVE", "CONCURRENT", "AND", "NO", "WITH", "AS", "RELEASE", "SNAPSHOT"];
            if (!reader.IsAtEnd && verb is not (TransactionVerb.Prepare or TransactionVerb.SetTransaction) && !modes.Any(reader.Next.Is))
            {
                throw reader.Fail($"Expected the end of the statement{reader.Instead}. Is a ';' missing?");
            }

            reader.Rest();
        }

        return new TransactionControl(verb.Value);
    }
}
