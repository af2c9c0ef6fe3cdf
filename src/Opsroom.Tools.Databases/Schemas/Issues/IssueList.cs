using System.Collections.Immutable;
using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Schemas.Issues;

/// <summary>Collects what is found.</summary>
internal sealed class IssueList(DatabaseSchema schema)
{
    private readonly List<Finding> findings = [];

    public DatabaseSchema Schema { get; } = schema;

    public SqlDialect Dialect => Schema.Dialect;

    public void Add(string rule, Severity severity, string message, string target, int? line = null) => findings.Add(new Finding(rule, severity, message, Line: line, Object: target));

    public bool Same(IEnumerable<string> one, IEnumerable<string> other) => one.SequenceEqual(other, Dialect.Names);

    public ImmutableArray<Finding> Sorted() => [.. findings.OrderBy(finding => finding.Severity).ThenBy(finding => finding.Line ?? 0).ThenBy(finding => finding.Object, StringComparer.Ordinal)];
}
