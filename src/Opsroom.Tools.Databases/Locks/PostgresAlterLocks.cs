using Opsroom.Tools.Databases.Linting;
using Opsroom.Tools.Databases.Sql.Statements;
using static Opsroom.Tools.Databases.Locks.LockModes;

namespace Opsroom.Tools.Databases.Locks;

/// <summary>The locks of ALTER TABLE: that of its strongest action, as <c>AlterTableGetLockLevel</c> has them, and those on other tables.</summary>
internal static class PostgresAlterLocks
{
    public static IEnumerable<HeldLock> Of(AlterTable alter, MigrationState state)
    {
        if (alter.Kind == ObjectKind.Index)
        {
            return OfIndex(alter, state);
        }

        if (alter.Kind == ObjectKind.Sequence)
        {
            return [];
        }

        var own = alter.Actions.Select(action => Own(alter, action, state)).ToList();
        var others = alter.Actions.SelectMany(action => Others(alter, action, state)).ToList();
        if (own.Count == 0)
        {
            return others;
        }

        var strongest = own.MaxBy(each => Strength(each.Mode))!;
        var mine = new HeldLock(alter.Name, strongest.Mode, own.Any(each => each.Rewrites), own.Any(each => each.Scans || each.Rewrites)) { Builds = own.Any(each => each.Builds) };
        var reaches = alter.Actions.Any(action => action is not (AttachPartition or DetachPartition or RenameTable or SetSchema or ChangeOwner or SetTablespace or SetRowSecurity or SetReplicaIdentity or TuneColumn { What: "OPTIONS" }));
        return [.. PostgresLocks.WithPartitions(alter.Name, alter.Only || !reaches, state, name => mine with { Object = name }), .. others];
    }

    /// <summary>What one action does to the table itself.</summary>
    public static HeldLock Own(AlterTable alter, TableAction action, MigrationState state)
    {
        var table = alter.Name;
        HeldLock Take(string mode, bool rewrites = false, bool scans = false) => new(table, mode, rewrites, scans);
        switch (action)
        {
            case AddColumn { Column: var column }:
                return Take(AccessExclusive, Rewrites(column, state), ScansFor(column) || column.IsUnique || column.IsPrimaryKey) with { Builds = column.IsUnique || column.IsPrimaryKey };
            case SetType type:
                var cost = TypeChange.Of(state.Column(table, type.Column)?.Type, type, state.Version, state.Setting("timezone")?.ToUpperInvariant() is "UTC");
                return Take(AccessExclusive, cost == TypeChangeCost.Rewrites, cost == TypeChangeCost.Rewrites);
            case SetExpression:
                return Take(AccessExclusive, rewrites: true, scans: true);
            case SetNotNull set:
                return Take(AccessExclusive, scans: !IsProven(state, table, set.Column));
            case AddConstraint { Constraint: { Kind: ConstraintKind.ForeignKey } key }:
                return Take(ShareRowExclusive, scans: !key.IsNotValid);
            case AddConstraint { Constraint: { UsingIndex: not null, Kind: ConstraintKind.PrimaryKey } key }:
                return Take(AccessExclusive, scans: !key.Columns.All(column => IsProven(state, table, column)));
            case AddConstraint { Constraint: { UsingIndex: not null } }:
                return Take(AccessExclusive);
            case AddConstraint { Constraint: { Kind: ConstraintKind.PrimaryKey or ConstraintKind.Unique or ConstraintKind.Exclude } }:
                return Take(AccessExclusive, scans: true) with { Builds = true };
            case AddConstraint add:
                return Take(AccessExclusive, scans: !add.Constraint.IsNotValid && !add.Constraint.IsNotEnforced);
            case ValidateConstraint:
                return Take(ShareUpdateExclusive, scans: true);
            case TuneColumn { What: "STATISTICS" or "OPTIONS" } or SetStorageParameters or OtherAction { Keyword: "CLUSTER" or "SET WITHOUT" }:
                return Take(ShareUpdateExclusive);
            case SetTrigger:
                return Take(ShareRowExclusive);
            case AttachPartition:
                return Take(state.Version.Major >= 12 ? ShareUpdateExclusive : AccessExclusive);
            case DetachPartition { IsConcurrent: true } or DetachPartition { Finalize: true }:
                return Take(ShareUpdateExclusive);
            case SetLogged or SetAccessMethod or SetTablespace:
                return Take(AccessExclusive, rewrites: true, scans: true);
            default:
                return Take(AccessExclusive);
        }
    }

    /// <summary>Whether adding the column writes every row anew.</summary>
    public static bool Rewrites(ColumnDefinition column, MigrationState state)
    {
        if (column.Generated is { } generated)
        {
            return generated.IsStored;
        }

        return column.Identity is not null || column.Type?.Name is "serial" or "bigserial" or "smallserial"
            || (!Defaults.IsNull(column.Default) && (state.Version.Major < 11 || Defaults.IsVolatile(column.Default!, state.Dialect)));
    }

    /// <summary>Whether a valid constraint shows that the column has no nulls, so that SET NOT NULL need not look.</summary>
    public static bool IsProven(MigrationState state, ObjectName table, string column)
    {
        var known = state.Find(table);
        return known?.Columns.GetValueOrDefault(column) is { IsNotNull: true }
            || known?.Constraints.Any(each => each.IsValidated && IsNotNull(each.Constraint, column, state.Version)) == true;
    }

    /// <summary>Whether a constraint says that a column is not null.</summary>
    public static bool IsNotNull(TableConstraint constraint, string column, Version version) =>
        (constraint is { Kind: ConstraintKind.Check, Expression: { } expression } && version.Major >= 12 && Says(expression, column))
        || (constraint.Kind is ConstraintKind.NotNull or ConstraintKind.PrimaryKey && constraint.Columns.Contains(column, StringComparer.Ordinal));

    private static bool Says(string expression, string column)
    {
        var plain = expression.Replace("\"", "", StringComparison.Ordinal).Replace("(", "", StringComparison.Ordinal).Replace(")", "", StringComparison.Ordinal);
        return plain.Split(" AND ", StringSplitOptions.TrimEntries).Concat(plain.Split(" and ", StringSplitOptions.TrimEntries))
            .Any(part => part.Equals($"{column} IS NOT NULL", StringComparison.OrdinalIgnoreCase));
    }

    private static bool ScansFor(ColumnDefinition column) => column.Constraints.Any(each => each.Kind is ConstraintKind.Check or ConstraintKind.ForeignKey && !each.IsNotValid);

    private static IEnumerable<HeldLock> Others(AlterTable alter, TableAction action, MigrationState state)
    {
        switch (action)
        {
            case AddColumn { Column: var column }:
                return column.Constraints.Where(each => each.References is not null).Select(each => new HeldLock(each.References!.Table, ShareRowExclusive)).Where(each => !state.IsSame(each.Object, alter.Name));
            case AddConstraint { Constraint.References: { } references } when !state.IsSame(references.Table, alter.Name):
                return [new HeldLock(references.Table, ShareRowExclusive, Scans: !((AddConstraint)action).Constraint.IsNotValid)];
            case ValidateConstraint validate:
                return Referenced(alter, validate.Name, state).Select(name => new HeldLock(name, RowShare, Scans: true));
            case DropConstraint { Name: { } name }:
                return Referenced(alter, name, state).Select(table => new HeldLock(table, AccessExclusive));
            case AttachPartition attach:
                return [new HeldLock(attach.Partition, AccessExclusive, Scans: true)];
            case DetachPartition detach:
                return [new HeldLock(detach.Partition, AccessExclusive)];
            case SetInheritance inheritance:
                return [new HeldLock(inheritance.Parent, inheritance.IsAdded ? ShareUpdateExclusive : AccessShare)];
            default:
                return [];
        }
    }

    private static IEnumerable<ObjectName> Referenced(AlterTable alter, string constraint, MigrationState state) =>
        state.Find(alter.Name)?.Constraints.Where(each => each.Constraint.Name == constraint && each.Constraint.References is not null).Select(each => each.Constraint.References!.Table)
            .Where(name => !state.IsSame(name, alter.Name)) ?? [];

    // an index's own lock; the table's is not touched by a rename or by settings
    private static IEnumerable<HeldLock> OfIndex(AlterTable alter, MigrationState state) =>
        alter.Actions.Any(action => action is SetTablespace) && state.TryFindIndex(alter.Name, out var index) ? [new HeldLock(index.Index.Table, AccessShare)] : [];
}
