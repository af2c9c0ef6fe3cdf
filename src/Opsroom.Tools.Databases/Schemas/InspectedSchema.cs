using System.Collections.Immutable;

namespace Opsroom.Tools.Databases.Schemas;

/// <param name="Source">The connection's name; <c>ddl</c> for a text.</param>
/// <param name="Valid">Whether all of the DDL could be read.</param>
/// <param name="Summary">One sentence.</param>
public sealed record InspectedSchema(
    string Source, string DbType, string? ServerVersion, bool Valid, string Summary, ImmutableArray<InspectedTable> Tables, ImmutableArray<InspectedType> Types,
    ImmutableArray<string> Sequences, ImmutableArray<InspectedView> Views, ImmutableArray<string> Schemas, ImmutableArray<InspectedObject> Others, ImmutableArray<Finding> Issues);

/// <param name="Rows">As the server estimates it; live only.</param>
/// <param name="Bytes">With its indexes; live only.</param>
public sealed record InspectedTable(
    string Name, ImmutableArray<InspectedColumn> Columns, ImmutableArray<string> PrimaryKey, ImmutableArray<InspectedKey> UniqueKeys, ImmutableArray<InspectedCheck> Checks,
    ImmutableArray<InspectedForeignKey> ForeignKeys, ImmutableArray<InspectedIndex> Indexes, string? PartitionBy, string? PartitionOf, string? Comment, long? Rows, long? Bytes, int? Line);

/// <param name="Identity"><c>always</c>, <c>by_default</c>, <c>serial</c> or <c>auto_increment</c>.</param>
/// <param name="Generated">The expression it is computed from.</param>
public sealed record InspectedColumn(string Name, string Type, bool Nullable, string? Default, string? Identity, string? Generated, string? Collation, string? Comment, int? Line);

public sealed record InspectedKey(string? Name, ImmutableArray<string> Columns);

public sealed record InspectedCheck(string? Name, string Expression);

/// <param name="OnDelete">In upper case; absent for NO ACTION.</param>
public sealed record InspectedForeignKey(string? Name, ImmutableArray<string> Columns, string Table, ImmutableArray<string> TargetColumns, string? OnDelete, string? OnUpdate, bool Deferrable);

/// <param name="Columns">Columns, or expressions in brackets, with their order.</param>
/// <param name="Where">Of a partial index.</param>
public sealed record InspectedIndex(string Name, ImmutableArray<string> Columns, bool Unique, string? Method, ImmutableArray<string> Include, string? Where);

public sealed record InspectedType(string Name, ImmutableArray<string> Values);

public sealed record InspectedView(string Name, bool Materialized, string Query);

/// <param name="Kind">In lower case: function, trigger, domain, ….</param>
public sealed record InspectedObject(string Kind, string Name, string? On);
