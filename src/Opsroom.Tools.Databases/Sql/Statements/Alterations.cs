using System.Collections.Immutable;

namespace Opsroom.Tools.Databases.Sql.Statements;

/// <summary>An ALTER of a table or of what is like one.</summary>
/// <param name="Kind"><see cref="ObjectKind.Table"/>, <see cref="ObjectKind.Index"/>, <see cref="ObjectKind.View"/>, <see cref="ObjectKind.MaterializedView"/>, <see cref="ObjectKind.Sequence"/> or <see cref="ObjectKind.ForeignTable"/>.</param>
internal sealed record AlterTable(ObjectKind Kind, ObjectName Name, ImmutableArray<TableAction> Actions) : SqlStatement
{
    public bool IfExists { get; init; }

    public bool Only { get; init; }

    public OnlineClauses Online { get; init; } = new(null, null);
}

/// <summary>An ALTER of anything else.</summary>
/// <param name="NewName">Of a rename.</param>
/// <param name="NewSchema">Of a move.</param>
/// <param name="Action">As written, from behind the name on.</param>
internal sealed record AlterOther(ObjectKind Kind, ObjectName? Name, string? NewName, string? NewSchema, string Action) : SqlStatement;

internal sealed record AddEnumValue(ObjectName Type, string Label, bool IfNotExists, string? Before, string? After) : SqlStatement;

internal sealed record RenameEnumValue(ObjectName Type, string Label, string NewLabel) : SqlStatement;

/// <param name="Label">Of the table, column, … it is for; a constraint's, trigger's or policy's own name, its table being <paramref name="Name"/>.</param>
internal sealed record CommentOn(string On, ObjectName? Name, string? Label, string? Comment) : SqlStatement;

internal sealed record DropObjects(ObjectKind Kind, ImmutableArray<ObjectName> Names) : SqlStatement
{
    public bool IfExists { get; init; }

    public bool Cascade { get; init; }

    public bool IsConcurrent { get; init; }

    /// <summary>The table of a trigger, a policy, a rule or MySQL's index.</summary>
    public ObjectName? On { get; init; }

    public OnlineClauses Online { get; init; } = new(null, null);
}

/// <summary>MySQL's RENAME TABLE.</summary>
internal sealed record RenameTables(ImmutableArray<(ObjectName From, ObjectName To)> Renames) : SqlStatement;

/// <summary>One thing that an ALTER TABLE does.</summary>
internal abstract record TableAction
{
    /// <summary>Offset of its first word.</summary>
    public int At { get; init; }
}

internal sealed record AddColumn(ColumnDefinition Column, bool IfNotExists) : TableAction;

internal sealed record DropColumn(string Column, bool IfExists, bool Cascade) : TableAction;

/// <param name="Using">The expression that converts.</param>
internal sealed record SetType(string Column, ColumnType Type, string? Collation, string? Using) : TableAction;

/// <summary>MySQL's MODIFY and CHANGE: the column is defined anew.</summary>
/// <param name="Column">Its name until now.</param>
internal sealed record RedefineColumn(string Column, ColumnDefinition Definition) : TableAction;

/// <param name="Default">As written; null where it is dropped.</param>
internal sealed record SetDefault(string Column, string? Default) : TableAction;

internal sealed record SetNotNull(string Column) : TableAction;

internal sealed record DropNotNull(string Column) : TableAction;

/// <summary>GENERATED AS IDENTITY is added, changed or dropped.</summary>
internal sealed record SetIdentity(string Column, string Text) : TableAction;

internal sealed record DropExpression(string Column) : TableAction;

internal sealed record SetExpression(string Column, string Expression) : TableAction;

/// <summary>STATISTICS, STORAGE, COMPRESSION or options of a column.</summary>
internal sealed record TuneColumn(string Column, string What, string Text) : TableAction;

internal sealed record AddConstraint(TableConstraint Constraint) : TableAction;

internal sealed record AddIndex(CreateIndex Index) : TableAction;

/// <param name="Kind">Where the dialect names it: MySQL's DROP FOREIGN KEY, DROP CHECK, DROP PRIMARY KEY.</param>
internal sealed record DropConstraint(string? Name, ConstraintKind? Kind, bool IfExists, bool Cascade) : TableAction;

internal sealed record DropIndex(string Name, bool IfExists) : TableAction;

internal sealed record ValidateConstraint(string Name) : TableAction;

internal sealed record AlterConstraint(string Name, string Text) : TableAction;

internal sealed record RenameTable(ObjectName NewName) : TableAction;

internal sealed record RenameColumn(string Column, string NewName) : TableAction;

internal sealed record RenameConstraint(string Name, string NewName) : TableAction;

internal sealed record RenameIndex(string Name, string NewName) : TableAction;

internal sealed record SetSchema(string Schema) : TableAction;

internal sealed record SetTablespace(string Tablespace) : TableAction;

/// <param name="IsLogged">LOGGED; else UNLOGGED.</param>
internal sealed record SetLogged(bool IsLogged) : TableAction;

internal sealed record SetAccessMethod(string Method) : TableAction;

/// <summary>SET (…) or RESET (…).</summary>
internal sealed record SetStorageParameters(string Parameters, bool IsReset) : TableAction;

internal sealed record ChangeOwner(string Owner) : TableAction;

/// <param name="Bound">As written.</param>
internal sealed record AttachPartition(ObjectName Partition, string? Bound) : TableAction;

internal sealed record DetachPartition(ObjectName Partition, bool IsConcurrent, bool Finalize) : TableAction;

/// <param name="Text">In upper case: <c>ENABLE</c>, <c>DISABLE</c>, <c>FORCE</c>, <c>NO FORCE</c>.</param>
internal sealed record SetRowSecurity(string Text) : TableAction;

/// <param name="Name"><c>ALL</c>, <c>USER</c> or a trigger's name.</param>
internal sealed record SetTrigger(string Name, bool IsEnabled) : TableAction;

internal sealed record SetReplicaIdentity(string Text) : TableAction;

/// <param name="IsAdded">INHERIT; else NO INHERIT.</param>
internal sealed record SetInheritance(ObjectName Parent, bool IsAdded) : TableAction;

/// <summary>MySQL's CONVERT TO CHARACTER SET.</summary>
internal sealed record ConvertCharacterSet(string CharacterSet, string? Collation) : TableAction;

/// <summary>MySQL's table options by their names in upper case.</summary>
internal sealed record SetTableOption(string Name, string Value) : TableAction;

/// <summary>What is only known by its words.</summary>
/// <param name="Keyword">Its first words in upper case.</param>
internal sealed record OtherAction(string Keyword, string Text) : TableAction;

/// <summary>MySQL's ADD COLUMN (a …, b …).</summary>
internal sealed record AddColumns(ImmutableArray<ColumnDefinition> Columns) : TableAction;
