using System.Collections.Immutable;
using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Linting;

/// <summary>One thing that is looked for.</summary>
/// <param name="Id">Stable kebab-case id.</param>
/// <param name="Summary">What holds where nothing is found; one sentence.</param>
/// <param name="Why">What goes wrong otherwise.</param>
/// <param name="Dialects">Whose SQL it judges.</param>
/// <param name="Check">Looks at one statement; null for what is found while the text is read.</param>
internal sealed record MigrationRule(string Id, Severity Severity, string Summary, string Why, ImmutableArray<SqlDialect> Dialects, Action<LintScope>? Check)
{
    public static readonly ImmutableArray<SqlDialect> PostgreSql = [SqlDialect.PostgreSql];
    public static readonly ImmutableArray<SqlDialect> MySql = [SqlDialect.MySql, SqlDialect.MariaDb];
    public static readonly ImmutableArray<SqlDialect> Sqlite = [SqlDialect.Sqlite];
    public static readonly ImmutableArray<SqlDialect> Any = [SqlDialect.PostgreSql, SqlDialect.MySql, SqlDialect.MariaDb, SqlDialect.Sqlite];

    /// <summary>Looks once more when the text has ended.</summary>
    public Action<LintScope>? AtEnd { get; init; }

    /// <summary>Whether only the time matters for which others wait: of a small table that is no finding.</summary>
    public bool IsAboutWaiting { get; init; }
}
