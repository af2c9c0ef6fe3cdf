using Opsroom.Tools.Databases.Locks;
using Opsroom.Tools.Databases.Sql.Statements;
using static Opsroom.Tools.Databases.Linting.MigrationRule;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Databases.Linting.Rules;

/// <summary>What SQLite's ALTER TABLE cannot do, and how a table is rebuilt instead.</summary>
internal static class SqliteRules
{
    private const string Rebuild = "Make a new table, copy the rows, drop the old one and rename the new one (sqlite.org/lang_altertable.html, twelve steps).";

    public static IEnumerable<MigrationRule> All { get; } =
    [
        new("alter-unsupported", Error, "ALTER TABLE renames, adds a column or drops one, each in a statement of its own.", "SQLite refuses the rest.", Sqlite, scope =>
        {
            if (scope.Statement is not AlterTable alter)
            {
                return;
            }

            foreach (var action in alter.Actions)
            {
                var (from, what) = action switch
                {
                    OtherAction other => (new Version(99, 0), other.Keyword),
                    AddConstraint => (new Version(99, 0), "ADD CONSTRAINT"),
                    RenameColumn => (new Version(3, 25), "RENAME COLUMN"),
                    DropColumn => (new Version(3, 35), "DROP COLUMN"),
                    _ => (new Version(0, 0), ""),
                };
                if (scope.Version < from)
                {
                    scope.Add(action.At, from.Major > 90 ? $"SQLite has no {what} in ALTER TABLE. {Rebuild}" : $"{what} is there from SQLite {from} on, and the server is {scope.Version}. {Rebuild}", alter.Name);
                }
            }

            if (alter.Actions.Length > 1)
            {
                scope.Add(alter.Actions[1].At, "SQLite takes one change in each ALTER TABLE. Write a statement for each.", alter.Name);
            }
        }),
        new("added-column-unsupported", Error, "A column that is added is neither a key nor unique, and its default is a constant.", "SQLite refuses it, or refuses it once the table has rows.", Sqlite, scope =>
        {
            foreach (var (alter, column) in scope.Added)
            {
                var problem = column.IsPrimaryKey ? "it cannot be PRIMARY KEY" : column.IsUnique ? "it cannot be UNIQUE; make a unique index afterwards"
                    : column.Generated is { IsStored: true } ? "it cannot be STORED; VIRTUAL can be added"
                    : !Defaults.IsNull(column.Default) && !Defaults.IsConstant(column.Default!) ? $"its default has to be a constant, which {column.Default} is not"
                    : column.Constraints.Any(each => each.Kind == ConstraintKind.ForeignKey) && !Defaults.IsNull(column.Default) ? "with REFERENCES its default has to be NULL" : null;
                if (problem is not null)
                {
                    scope.Add(column.At, $"{column.Name} cannot be added to {alter.Name} so: {problem}. Otherwise: {char.ToLowerInvariant(Rebuild[0])}{Rebuild[1..]}", alter.Name);
                }
            }
        }),
        new("rebuild-with-foreign-keys", Error, "Foreign keys are switched off, outside a transaction, while a table is rebuilt.", "DROP TABLE deletes its rows first: rows that refer to them go too, or the statement fails.", Sqlite, scope =>
        {
            if (scope.Statement is DropObjects { Kind: ObjectKind.Table } drop && drop.Names.Any(name => SqliteRebuild.Replaces(scope, name)) && scope.State.Setting("foreign_keys")?.ToUpperInvariant() is not ("OFF" or "0" or "FALSE" or "NO"))
            {
                scope.Add(drop.Start, "With foreign keys on, rows of other tables that refer to this one are deleted or keep the drop from happening. PRAGMA foreign_keys = OFF; before BEGIN, and ON again after COMMIT, with PRAGMA foreign_key_check; in between.", drop.Names[0]);
            }
        }),
        new("pragma-in-a-transaction", Warning, "PRAGMA foreign_keys stands outside a transaction.", "Inside one it does nothing, without a word.", Sqlite, scope =>
        {
            if (scope.Statement is SetVariable { Scope: "PRAGMA", Name: "foreign_keys", Value: not null } && scope.State.InTransaction)
            {
                scope.Add(scope.Statement.Start, "Inside a transaction this does nothing. Put it in front of BEGIN.");
            }
        }),
        new("table-not-strict", Info, "Types are held to: the table is STRICT.", "Otherwise any column takes any value.", Sqlite, scope =>
        {
            if (scope.Statement is CreateTable { IsTemporary: false, Query: null } table && !table.Options.ContainsKey("STRICT") && scope.Version >= new Version(3, 37))
            {
                scope.Add(table.Start, $"{table.Name} takes text in a column of numbers. Add STRICT behind the bracket if the values are to be held to their types.", table.Name);
            }
        }),
    ];
}
