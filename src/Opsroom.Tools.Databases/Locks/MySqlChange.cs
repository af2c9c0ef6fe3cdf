using Opsroom.Tools.Databases.Linting;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Locks;

/// <summary>How InnoDB goes about a change of a table, from light to heavy.</summary>
internal enum MySqlWork
{
    /// <summary>Only the definition changes (INSTANT).</summary>
    Instant,

    /// <summary>In place, rows may be written meanwhile; nothing is rebuilt but an index.</summary>
    InPlace,

    /// <summary>In place with the whole table rebuilt; rows may be written meanwhile.</summary>
    Rebuild,

    /// <summary>In place, but writes wait.</summary>
    InPlaceLocked,

    /// <summary>The table is copied row by row, and writes wait.</summary>
    Copy,
}

/// <summary>What MySQL and MariaDB can do online, by version.</summary>
internal static class MySqlChange
{
    public static MySqlWork Of(TableAction action, ObjectName table, MigrationState state)
    {
        var isMaria = state.Dialect == SqlDialect.MariaDb;
        var version = state.Version;
        switch (action)
        {
            case AddColumn { Column: var column }:
                return Added(column, isMaria, version);
            case AddColumns adds:
                return adds.Columns.Max(column => Added(column, isMaria, version));
            case DropColumn:
                return isMaria ? version >= new Version(10, 4) ? MySqlWork.Instant : MySqlWork.Rebuild : version >= new Version(8, 0, 29) || version == new Version(8, 0) ? MySqlWork.Instant : MySqlWork.Rebuild;
            case RenameColumn or RenameTable or RenameIndex or SetDefault or DropConstraint { Kind: ConstraintKind.ForeignKey or ConstraintKind.Check } or DropIndex or TuneColumn or AlterConstraint:
                return MySqlWork.Instant;
            case AddIndex { Index.Special: not null }:
                return MySqlWork.InPlaceLocked;
            case AddIndex or AddConstraint { Constraint.Kind: ConstraintKind.Unique }:
                return MySqlWork.InPlace;
            case AddConstraint { Constraint.Kind: ConstraintKind.PrimaryKey }:
                return MySqlWork.Rebuild;
            case AddConstraint { Constraint.Kind: ConstraintKind.ForeignKey }:
                return state.Setting("foreign_key_checks") is "0" or "OFF" or "off" ? MySqlWork.InPlace : MySqlWork.Copy;
            case AddConstraint:
                return MySqlWork.Copy;
            case DropConstraint { Kind: ConstraintKind.PrimaryKey }:
                return MySqlWork.Copy;
            case DropConstraint:
                return MySqlWork.Instant;
            case RedefineColumn redefine:
                return Redefined(redefine, table, state);
            case ConvertCharacterSet:
                return MySqlWork.Copy;
            case SetTableOption { Name: "ENGINE" } engine:
                return engine.Value.Equals("InnoDB", StringComparison.OrdinalIgnoreCase) ? MySqlWork.Rebuild : MySqlWork.Copy;
            case SetTableOption { Name: "ROW_FORMAT" or "KEY_BLOCK_SIZE" }:
                return MySqlWork.Rebuild;
            case SetTableOption:
                return MySqlWork.Instant;
            case OtherAction { Keyword: "FORCE" }:
                return MySqlWork.Rebuild;
            case OtherAction { Keyword: var keyword } when keyword.StartsWith("ORDER", StringComparison.Ordinal) || keyword.StartsWith("PARTITION", StringComparison.Ordinal) || keyword.StartsWith("REMOVE", StringComparison.Ordinal) || keyword.StartsWith("REORGANIZE", StringComparison.Ordinal):
                return MySqlWork.Copy;
            default:
                return MySqlWork.Instant;
        }
    }

    /// <summary>Whether InnoDB refuses the algorithm or the lock that is asked for.</summary>
    public static string? Refused(AlterTable alter, MigrationState state)
    {
        var work = alter.Actions.IsEmpty ? MySqlWork.Instant : alter.Actions.Max(action => Of(action, alter.Name, state));
        return (alter.Online.Algorithm, alter.Online.Lock) switch
        {
            ("INSTANT", _) when work > MySqlWork.Instant => "ALGORITHM=INSTANT",
            ("INPLACE" or "NOCOPY", _) when work == MySqlWork.Copy => $"ALGORITHM={alter.Online.Algorithm}",
            (_, "NONE") when work is MySqlWork.Copy or MySqlWork.InPlaceLocked => "LOCK=NONE",
            _ => null,
        };
    }

    private static MySqlWork Added(ColumnDefinition column, bool isMaria, Version version)
    {
        if (column.Generated is { IsStored: true } || column.IsAutoIncrement || column.Constraints.Any(each => each.Kind == ConstraintKind.ForeignKey))
        {
            return MySqlWork.Copy;
        }

        if (column.IsUnique || column.IsPrimaryKey)
        {
            return MySqlWork.Rebuild;
        }

        if (column.Generated is not null)
        {
            return MySqlWork.Instant;
        }

        var isLast = column.After is null;
        var instant = isMaria ? version >= new Version(isLast ? "10.3" : "10.4")
            : isLast ? version >= new Version(8, 0, 12) || version == new Version(8, 0) : version >= new Version(8, 0, 29) || version == new Version(8, 0);
        return instant ? MySqlWork.Instant : MySqlWork.Rebuild;
    }

    private static MySqlWork Redefined(RedefineColumn redefine, ObjectName table, MigrationState state)
    {
        if (state.Column(table, redefine.Column) is not { Type: { } from } before || redefine.Definition.Type is not { } to)
        {
            return MySqlWork.Copy;
        }

        var isSame = from.Name == to.Name && from.IsUnsigned == to.IsUnsigned;
        if (isSame && from.Arguments.SequenceEqual(to.Arguments, StringComparer.Ordinal))
        {
            return before.IsNotNull != redefine.Definition.IsNotNull ? MySqlWork.Rebuild : MySqlWork.Instant;
        }

        // one byte for the length becomes two from 256 on, as far as single-byte characters go
        var grows = from.Name == "varchar" && to.Length >= from.Length && (to.Length < 64 || from.Length >= 256);
        var appends = from.Name is "enum" or "set" && to.Arguments.Take(from.Arguments.Length).SequenceEqual(from.Arguments, StringComparer.Ordinal);
        return isSame && (grows || appends) ? MySqlWork.InPlace : MySqlWork.Copy;
    }
}
