using System.Collections.Immutable;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Statements;
using static Opsroom.Tools.Databases.Linting.MigrationRule;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Databases.Linting.Rules;

/// <summary>What clients use is not taken from them or called otherwise while they run.</summary>
internal static class RemovalRules
{
    public static IEnumerable<MigrationRule> All { get; } =
    [
        new("column-dropped", Error, "No column is dropped that has data.", "Its data is gone, and clients that still name it fail.", Any, scope =>
        {
            foreach (var (alter, action) in scope.Actions)
            {
                if (action is DropColumn drop)
                {
                    scope.Add(drop.At, $"The data of {alter.Name}.{drop.Column} is gone for good, and clients that name it fail. First release clients that do not use it; keep a copy if anyone may want it.", alter.Name);
                }
            }
        }),
        new("table-dropped", Error, "No table is dropped that has data.", "Its data is gone, and clients that still use it fail.", Any, scope =>
        {
            if (scope.Statement is DropObjects { Kind: ObjectKind.Table or ObjectKind.ForeignTable } drop)
            {
                foreach (var name in drop.Names.Where(name => !scope.State.IsNew(name) && !SqliteRebuild.Replaces(scope, name)))
                {
                    scope.Add(drop.Start, $"The data of {name} is gone for good{(drop.Cascade ? ", with every view and foreign key on it" : "")}. First release clients that do not use it, rename it for a while, and keep a copy.", name);
                }
            }
        }),
        new("schema-or-database-dropped", Error, "No schema and no database is dropped.", "Everything in it is gone.", Any, scope =>
        {
            if (scope.Statement is DropObjects { Kind: ObjectKind.Schema or ObjectKind.Database } drop && !drop.Names.All(name => scope.State.IsNewSchema(name.Name)))
            {
                scope.Add(drop.Start, $"Everything in {string.Join(", ", drop.Names)} is gone for good. Drop single objects that are known to be unused, and keep a dump.");
            }
        }),
        new("dropped-with-cascade", Warning, "What is dropped takes nothing else with it.", "Views, foreign keys and columns elsewhere go without being named.", PostgreSql, scope =>
        {
            if (scope.Statement is DropObjects { Cascade: true, Kind: not ObjectKind.Table and not ObjectKind.Schema } drop)
            {
                scope.Add(drop.Start, "CASCADE drops whatever depends on it, unnamed: with a type or a domain whole columns. Drop what depends on it by name, then this without CASCADE.");
            }

            foreach (var (alter, action) in scope.Actions)
            {
                if (action is DropConstraint { Cascade: true } or DropColumn { Cascade: true })
                {
                    scope.Add(action.At, $"CASCADE drops whatever depends on it, unnamed, such as foreign keys of other tables to {alter.Name}. Drop them by name.", alter.Name);
                }
            }
        }),
        new("view-or-routine-dropped", Warning, "Views, routines, types and sequences that clients use stay.", "Clients that still use it fail.", Any, scope =>
        {
            if (scope.Statement is DropObjects { Kind: ObjectKind.View or ObjectKind.MaterializedView or ObjectKind.Function or ObjectKind.Procedure or ObjectKind.Type or ObjectKind.Domain or ObjectKind.Sequence or ObjectKind.Extension, Cascade: false } drop
                && !drop.Names.All(name => scope.State.IsNew(name) || scope.State.IsNewType(name) || MadeAgain(scope, name)))
            {
                scope.Add(drop.Start, $"Whoever still uses {string.Join(", ", drop.Names)} fails. See that nothing does; a view or routine is changed with CREATE OR REPLACE.");
            }
        }),
        new("column-renamed", Warning, "Columns keep their names while clients run.", "Clients that run fail at once, or after it is taken back.", Any, scope =>
        {
            foreach (var (alter, action) in scope.Actions)
            {
                if (action is RenameColumn || (action is RedefineColumn redefine && !redefine.Column.Equals(redefine.Definition.Name, StringComparison.OrdinalIgnoreCase)))
                {
                    if (action is RenameColumn taken && TakesAPlace(scope, alter, taken))
                    {
                        continue;
                    }

                    var (from, to) = action is RenameColumn rename ? (rename.Column, rename.NewName) : (((RedefineColumn)action).Column, ((RedefineColumn)action).Definition.Name);
                    scope.Add(action.At, $"Clients that run name {alter.Name}.{from} and fail at once. Add {to}, write both, fill it, move the readers over, then drop {from} (plan_migration writes the steps).", alter.Name);
                }
            }
        }),
        new("table-renamed", Warning, "Tables keep their names while clients run.", "Clients that run fail at once.", Any, scope =>
        {
            foreach (var (from, to) in Renames(scope.Statement))
            {
                if (!scope.State.IsNew(from) && !LeavesView(scope, from))
                {
                    scope.Add(scope.Statement.Start, $"Clients that run name {from} and fail at once. Leave a view of the old name in the same transaction, or make {to} and move over in steps (plan_migration writes them).", from);
                }
            }
        }),
        new("moved-to-another-schema", Warning, "What clients use stays in its schema.", "Clients that name it with its schema, or do not search the new one, fail at once.", PostgreSql, scope =>
        {
            foreach (var (alter, action) in scope.Actions)
            {
                if (action is SetSchema move)
                {
                    scope.Add(move.At, $"Clients no longer find {alter.Name} where it was. Leave a view there in the same transaction, or move over in steps.", alter.Name);
                }
            }

            if (scope.Statement is AlterOther { Kind: ObjectKind.Schema, NewName: { } name } schema && !scope.State.IsNewSchema(schema.Name!.Name))
            {
                scope.Add(schema.Start, $"Everything in {schema.Name} is found as {name} only from now on; clients that run fail at once.");
            }
        }),
        new("type-renamed", Warning, "Types and labels of enumerations keep their names while clients run.", "Clients that send or compare the old name fail.", PostgreSql, scope =>
        {
            if (scope.Statement is RenameEnumValue { Type: var type, Label: var label } value && !scope.State.IsNewType(type))
            {
                scope.Add(value.Start, $"Clients that send or compare '{label}' fail at once. Add the new label, move clients and rows over, and leave the old one.");
            }
            else if (scope.Statement is AlterOther { Kind: ObjectKind.Type or ObjectKind.Domain, Name: { } name, NewName: not null } && !scope.State.IsNewType(name))
            {
                scope.Add(scope.Statement.Start, $"Clients that cast to {name} fail at once. Make a second type and move over in steps.");
            }
        }),
        new("constraint-dropped", Info, "A constraint is given up on purpose.", "From then on nothing keeps wrong rows out.", Any, scope =>
        {
            foreach (var (alter, action) in scope.Actions)
            {
                if (action is DropConstraint drop && !scope.Script.OfType<AlterTable>().SelectMany(each => each.Actions).OfType<AddConstraint>().Any(add => add.Constraint.Name is not null && add.Constraint.Name == drop.Name)
                    && scope.State.Find(alter.Name)?.Constraints.Any(each => each.Statement > 0 && each.Constraint.Name == drop.Name) != true)
                {
                    scope.Add(drop.At, $"Nothing keeps rows out of {alter.Name} any more that {drop.Name ?? "the key"} refused. See that no client relies on it.", alter.Name);
                }
            }
        }),
    ];

    private static IEnumerable<(ObjectName From, ObjectName To)> Renames(SqlStatement statement) => statement switch
    {
        RenameTables rename => rename.Renames,
        AlterTable { Kind: ObjectKind.Table or ObjectKind.View or ObjectKind.MaterializedView or ObjectKind.ForeignTable } alter => alter.Actions.OfType<RenameTable>().Select(each => (alter.Name, each.NewName)),
        _ => [],
    };

    // a view of the old name in the same transaction
    private static bool LeavesView(LintScope scope, ObjectName from) =>
        scope.State.InTransaction && scope.Script.OfType<CreateView>().Any(view => view.Number > scope.Statement.Number && scope.State.IsSame(view.Name, from));

    // two columns of a table exchange their names in one transaction: clients find the name they know
    private static bool TakesAPlace(LintScope scope, AlterTable alter, RenameColumn rename) => scope.State.InTransaction
        && scope.Script.OfType<AlterTable>().Where(other => scope.State.IsSame(other.Name, alter.Name)).SelectMany(other => other.Actions).OfType<RenameColumn>()
            .Any(other => other.NewName == rename.Column || other.Column == rename.NewName);

    private static bool MadeAgain(LintScope scope, ObjectName name) => scope.Script.Any(each => each.Number > scope.Statement.Number && each switch
    {
        CreateView view => scope.State.IsSame(view.Name, name),
        CreateRoutine routine => scope.State.IsSame(routine.Name, name),
        _ => false,
    });
}

/// <summary>The way in which a table of SQLite is changed: a new one takes its rows and then its name.</summary>
internal static class SqliteRebuild
{
    /// <summary>Whether a table of this migration took the rows and gets the name of one that is dropped.</summary>
    public static bool Replaces(LintScope scope, ObjectName dropped) =>
        scope.Dialect.IsSqlite && Successors(scope.Script, scope.State, dropped).Any(made => scope.Script.OfType<DataStatement>().Any(copy => copy.Verb == DataVerb.Insert && copy.Target is { } target
            && scope.State.IsSame(target, made) && copy.Sources.Any(source => scope.State.IsSame(source, dropped))));

    private static IEnumerable<ObjectName> Successors(ImmutableArray<SqlStatement> script, MigrationState state, ObjectName name) =>
        script.OfType<AlterTable>().Where(alter => alter.Actions is [RenameTable rename] && state.IsSame(rename.NewName, name) && state.IsNew(alter.Name)).Select(alter => alter.Name);
}
