using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Linting;

/// <summary>What is known of a table: from the schema that was given, or from the migration itself.</summary>
internal sealed class KnownTable(ObjectName name, SqlDialect dialect)
{
    public ObjectName Name { get; set; } = name;

    /// <summary>Whether the migration made it: nobody uses it yet, and it is empty or was filled just now.</summary>
    public bool IsNew { get; init; }

    public bool IsPartitioned { get; set; }

    public ObjectName? PartitionOf { get; set; }

    public bool IsView { get; init; }

    /// <summary>Of a view.</summary>
    public string? Query { get; set; }

    public Dictionary<string, ColumnDefinition> Columns { get; } = new(dialect.Names);

    public List<KnownConstraint> Constraints { get; } = [];

    /// <summary>Whether the migration made a policy for its rows.</summary>
    public bool HasPolicy { get; set; }
}

/// <param name="Statement">That added it; 0 where the schema had it.</param>
/// <param name="Transaction">In which it was added; 0 where it was none.</param>
internal sealed record KnownConstraint(TableConstraint Constraint, int Statement, int Transaction)
{
    public bool IsValidated { get; init; } = !Constraint.IsNotValid;
}

/// <param name="IsNew">Whether the migration made it.</param>
internal sealed record KnownIndex(CreateIndex Index, bool IsNew);
