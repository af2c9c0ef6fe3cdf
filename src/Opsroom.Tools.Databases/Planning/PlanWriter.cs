using System.Collections.Immutable;
using Opsroom.Tools.Databases.Linting;
using Opsroom.Tools.Databases.Schemas;
using Opsroom.Tools.Databases.Schemas.Reading;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Planning;

/// <summary>Collects steps, and judges each with what the steps before it have made.</summary>
internal sealed class PlanWriter(LintTerms terms)
{
    private const string Timeouts = "SET lock_timeout = '5s';\nSET statement_timeout = '15min';\n";

    /// <summary>An index may take hours, and nobody waits for it.</summary>
    private const string LongTimeouts = "SET lock_timeout = '5s';\nSET statement_timeout = 0;\n";

    private const int Batch = 5_000;

    private readonly ImmutableArray<PlanStep>.Builder steps = ImmutableArray.CreateBuilder<PlanStep>();
    private readonly List<string> assumptions = [];
    private readonly List<string> schema = terms.Schema is null ? [] : [terms.Schema];

    public void Expand(string title, string sql, bool isLong = false) => Add(PlanPhase.Expand, title, sql, isLong: isLong);

    public void Contract(string title, string sql, bool destroys = false) => Add(PlanPhase.Contract, title, sql, destroys: destroys);

    /// <summary>Changes the rows that meet a condition, some at a time.</summary>
    public void Fill(ObjectName table, string title, string set, string where)
    {
        var on = SqlName.Quote(table, terms.Dialect);
        var some = terms.Dialect.IsMySql ? FormattableString.Invariant($"{where} LIMIT {Batch}") : FormattableString.Invariant($"ctid = ANY (ARRAY(SELECT ctid FROM {on} WHERE {where} LIMIT {Batch}))");
        Add(PlanPhase.Backfill, FormattableString.Invariant($"{title}, {Batch} at a time."), $"UPDATE {on} SET {set} WHERE {some};", "until no row is changed");
    }

    public void Release(string title) => steps.Add(new PlanStep(steps.Count + 1, PlanPhase.Release, title, null, null, false, [], []));

    public void Assume(string what)
    {
        if (!assumptions.Contains(what))
        {
            assumptions.Add(what);
        }
    }

    /// <summary>What there is after the steps so far, as far as it was told.</summary>
    public DatabaseSchema Known() => SchemaReader.Read(string.Join(";\n", schema), terms.Dialect).Schema;

    public MigrationPlan Written() => new(steps.ToImmutable(), [.. assumptions]);

    private void Add(PlanPhase phase, string title, string sql, string? repeat = null, bool destroys = false, bool isLong = false)
    {
        var text = terms.Dialect.IsPostgreSql && phase != PlanPhase.Backfill ? $"{(isLong ? LongTimeouts : Timeouts)}{sql}" : sql;
        var lint = MigrationLinter.Lint(text, terms with { Schema = string.Join(";\n", schema) });
        var findings = lint.Findings.Where(each => each.Severity != Severity.Info && !(destroys && each.Rule is "column-dropped" or "column-renamed" or "table-dropped" or "view-or-routine-dropped"));
        steps.Add(new PlanStep(steps.Count + 1, phase, title, text, repeat, destroys, lint.Locks, [.. findings]));
        schema.Add(sql.TrimEnd().TrimEnd(';'));
    }
}
