using System.Collections.Immutable;
using Opsroom.Tools.Databases.Locks;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Linting;

/// <summary>The statement that is judged, with what is known before it, and where findings go.</summary>
internal sealed class LintScope(SqlText text, MigrationState state, ImmutableArray<SqlStatement> script, TableSizes sizes, int shift = 0)
{
    private const int MostPerRule = 500;

    private readonly List<Finding> findings = [];
    private readonly HashSet<string> once = new(StringComparer.Ordinal);
    private MigrationRule? rule;

    public IReadOnlyList<Finding> Findings => findings;

    public MigrationState State => state;

    public SqlDialect Dialect => state.Dialect;

    public Version Version => state.Version;

    /// <summary>The whole script, for rules that look ahead.</summary>
    public ImmutableArray<SqlStatement> Script => script;

    public required SqlStatement Statement { get; set; }

    public ImmutableArray<HeldLock> Locks { get; set; } = [];

    /// <summary>The statement's tokens.</summary>
    public IEnumerable<SqlToken> Tokens => text.Tokens.Skip(Statement.Tokens.From).Take(Statement.Tokens.To - Statement.Tokens.From);

    /// <summary>The actions of an ALTER TABLE on a table that was there before; none of any other statement.</summary>
    public IEnumerable<(AlterTable Alter, TableAction Action)> Actions =>
        Statement is AlterTable { Kind: ObjectKind.Table or ObjectKind.ForeignTable } alter && !state.IsNew(alter.Name) ? alter.Actions.Select(action => (alter, action)) : [];

    /// <summary>Columns that are added to a table that was there before.</summary>
    public IEnumerable<(AlterTable Alter, ColumnDefinition Column)> Added => Actions.SelectMany(each => each.Action switch
    {
        AddColumn add => [(each.Alter, add.Column)],
        AddColumns adds => adds.Columns.Select(column => (each.Alter, column)),
        _ => Enumerable.Empty<(AlterTable, ColumnDefinition)>(),
    });

    public void Check(MigrationRule next)
    {
        rule = next;
        next.Check?.Invoke(this);
    }

    public void CheckEnd(MigrationRule next)
    {
        rule = next;
        next.AtEnd?.Invoke(this);
    }

    /// <param name="at">Offset of the place.</param>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="about">The object, for the finding.</param>
    public void Add(int at, string message, ObjectName? about = null, MigrationRule? of = null)
    {
        var found = of ?? rule!;
        if (found.IsAboutWaiting && about is not null && sizes.IsSmall(about))
        {
            return;
        }

        if (findings.Count(each => each.Rule == found.Id) < MostPerRule && !IsSpared(found))
        {
            var (line, column) = text.Locate(at + shift);
            findings.Add(new Finding(found.Id, found.Severity, message, Line: line, Column: column, Object: about is null ? null : $"Table/{about.Schema ?? DefaultSchema}/{about.Name}"));
        }
    }

    /// <summary>Whether this is the first time that it is asked in this migration.</summary>
    public bool IsFirst(string what) => once.Add(what);

    private string DefaultSchema => Dialect.IsPostgreSql ? "public" : "main";

    // a comment "opsroom:ignore rule, rule" in front of a statement or inside it; what would fail is always told
    private bool IsSpared(MigrationRule found)
    {
        if (found.Severity == Severity.Error)
        {
            return false;
        }

        var index = script.IndexOf(Statement);
        var from = index > 0 ? script[index - 1].End : 0;
        return text.Comments.Any(comment => comment.Start >= from && comment.End <= Math.Max(Statement.End, Statement.Start) && Names(comment.Text).Contains(found.Id, StringComparer.Ordinal));
    }

    private static string[] Names(string comment)
    {
        const string Mark = "opsroom:ignore";
        var at = comment.IndexOf(Mark, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? [] : comment[(at + Mark.Length)..].Split([',', ' ', '*', '/', '\n'], StringSplitOptions.RemoveEmptyEntries);
    }
}
