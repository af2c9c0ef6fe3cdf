namespace Opsroom.Tools.Databases.Sql.Parsing;

/// <summary>Leaves the reading of a statement that cannot be SQL; <see cref="StatementParser"/> turns it into a <see cref="Statements.BrokenStatement"/>.</summary>
internal sealed class SqlSyntaxException(SqlFault fault) : Exception(fault.Message)
{
    public SqlFault Fault { get; } = fault;
}
