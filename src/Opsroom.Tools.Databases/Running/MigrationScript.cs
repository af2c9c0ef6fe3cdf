using System.Collections.Immutable;
using System.Globalization;
using Opsroom.Tools.Databases.Linting;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Parsing;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Running;

/// <summary>A migration that can be run: its statements, whether they fit one transaction, and whether data goes.</summary>
internal sealed class MigrationScript
{
    private const int Shown = 120;

    private MigrationScript(SqlText text, ImmutableArray<SqlStatement> statements) => (Text, Statements) = (text, statements);

    public SqlText Text { get; }

    public ImmutableArray<SqlStatement> Statements { get; }

    /// <summary>Whether all of it is applied or nothing.</summary>
    public bool FitsOneTransaction { get; private init; }

    /// <summary>The statements after which data is gone or is another.</summary>
    public ImmutableArray<SqlStatement> Destroying { get; private init; }

    public static ToolResult<MigrationScript> Read(string sql, SqlDialect dialect, Version version)
    {
        var script = StatementParser.Parse(sql, dialect);
        if (script.Statements.OfType<BrokenStatement>().FirstOrDefault() is { } broken)
        {
            var (line, column) = script.Text.Locate(broken.Fault.At);
            return ToolFailure.InvalidArgument(string.Create(CultureInfo.InvariantCulture, $"Line {line}, column {column}: {broken.Fault.Message}"));
        }

        var statements = script.Statements.Where(statement => !(statement is ClientCommand && dialect.IsMySql)).ToImmutableArray();
        if (statements.IsEmpty)
        {
            return ToolFailure.InvalidArgument("There is no statement to run.");
        }

        if (statements.FirstOrDefault(each => Unfit(each)) is { } unfit)
        {
            return ToolFailure.InvalidArgument(string.Create(CultureInfo.InvariantCulture, $"Line {script.Text.Locate(unfit.Start).Line}: {First(unfit)} is for a client program or for files of the server, and cannot be run here. Take it out."));
        }

        var told = MigrationLinter.Lint(sql, new LintTerms(dialect, version, new TableSizes(null))).Findings;
        if (told.FirstOrDefault(each => each.Rule == "transaction-left-open") is { } open)
        {
            return ToolFailure.InvalidArgument(string.Create(CultureInfo.InvariantCulture, $"Line {open.Line}: {open.Message}"));
        }

        var holdsTransactions = statements.Any(each => each is TransactionControl { Verb: not TransactionVerb.SetTransaction });
        var refuses = MigrationLinter.Lint(sql, new LintTerms(dialect, version, new TableSizes(null), InTransaction: true)).Findings.Any(each => each.Rule is "not-in-a-transaction" or "enum-value-used-at-once");
        return new MigrationScript(script.Text, statements)
        {
            FitsOneTransaction = !dialect.IsMySql && !holdsTransactions && !refuses && !statements.Any(each => each is SetVariable { Scope: "PRAGMA" } or Vacuum),
            Destroying = [.. statements.Where(each => Destroys(each))],
        };
    }

    public string Sql(SqlStatement statement) => Text.Source[statement.Start..statement.End];

    public int Line(SqlStatement statement) => Text.Locate(statement.Start).Line;

    /// <summary>As much of a statement as fits a line.</summary>
    public static string Line(string text) => OutsideText.OneLine(text, Shown);

    private static string First(SqlStatement statement) => statement is ClientCommand client ? client.Command : string.Join(' ', statement.Text.Split(' ').Take(2));

    private static bool Unfit(SqlStatement statement) => statement is ClientCommand or DataStatement { Verb: DataVerb.Copy } or OtherStatement { Keyword: "ATTACH" or "LOAD" or "DETACH" }
        || statement.Text.StartsWith("COPY", StringComparison.OrdinalIgnoreCase);

    private static bool Destroys(SqlStatement statement) => statement switch
    {
        DataStatement data => data.Inner.Append(data).Any(each => each.Verb is DataVerb.Update or DataVerb.Delete or DataVerb.Merge or DataVerb.Replace
            || (each.Verb == DataVerb.Insert && statement.Text.Contains(" UPDATE ", StringComparison.OrdinalIgnoreCase))),
        Truncate or DoBlock => true,
        OtherStatement { Keyword: not ("GRANT" or "REVOKE" or "SHOW" or "EXPLAIN" or "USE" or "NOTIFY" or "LISTEN" or "UNLISTEN" or "") } => true,
        DropObjects drop => drop.Cascade || drop.Kind is ObjectKind.Table or ObjectKind.Schema or ObjectKind.Database or ObjectKind.MaterializedView or ObjectKind.Sequence or ObjectKind.Type or ObjectKind.Extension or ObjectKind.Tablespace or ObjectKind.Other,
        CreateTable { OrReplace: true } => true,
        AlterTable alter => alter.Actions.Any(action => action is DropColumn or SetType or RedefineColumn or ConvertCharacterSet or SetExpression or DropConstraint { Cascade: true }
            || action is SetLogged { IsLogged: false } || (action is OtherAction { Keyword: var word } && word.Contains("PARTITION", StringComparison.Ordinal))),
        AlterOther other => other.Action.Contains("DROP", StringComparison.OrdinalIgnoreCase) || other.Action.Contains("TYPE", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };
}
