using System.Collections.Immutable;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Schemas;

/// <summary>What a database holds beside its rows. Names in PostgreSQL's schema <c>public</c> stand without it.</summary>
internal sealed record DatabaseSchema(SqlDialect Dialect)
{
    /// <summary>Schemas beside the usual one.</summary>
    public ImmutableArray<string> Namespaces { get; init; } = [];

    public ImmutableArray<SchemaTable> Tables { get; init; } = [];

    public ImmutableArray<SchemaEnum> Enums { get; init; } = [];

    /// <summary>Those that belong to no column.</summary>
    public ImmutableArray<SchemaSequence> Sequences { get; init; } = [];

    public ImmutableArray<SchemaView> Views { get; init; } = [];

    /// <summary>Functions, triggers, domains, extensions and whatever else is known by its text.</summary>
    public ImmutableArray<SchemaObject> Others { get; init; } = [];

    public SchemaTable? Table(ObjectName name) => Tables.FirstOrDefault(table => Same(table.Name, name));

    /// <summary>Whether two names mean the same object.</summary>
    public bool Same(ObjectName one, ObjectName other) => Dialect.Names.Equals(one.Name, other.Name) && Dialect.Names.Equals(one.Schema ?? "", other.Schema ?? "");
}

internal sealed record SchemaEnum(ObjectName Name, ImmutableArray<string> Labels)
{
    public string? Comment { get; init; }

    public int? Line { get; init; }
}

/// <param name="Options">As written behind the name: <c>START WITH 100 INCREMENT BY 5</c>.</param>
internal sealed record SchemaSequence(ObjectName Name, string Options)
{
    public string? Comment { get; init; }

    public int? Line { get; init; }
}

/// <param name="Query">As written, from SELECT on.</param>
internal sealed record SchemaView(ObjectName Name, string Query)
{
    public ImmutableArray<string> Columns { get; init; } = [];

    public bool IsMaterialized { get; init; }

    /// <summary>Of a materialized view.</summary>
    public ImmutableArray<TableIndex> Indexes { get; init; } = [];

    public string? Comment { get; init; }

    public int? Line { get; init; }
}

/// <summary>An object that is known by its text only.</summary>
/// <param name="Text">The statement that creates it.</param>
/// <param name="On">The table it belongs to, of a trigger or a policy.</param>
internal sealed record SchemaObject(ObjectKind Kind, ObjectName Name, string Text, ObjectName? On = null)
{
    public string? Comment { get; init; }

    public int? Line { get; init; }
}
