using Opsroom.Tools.Databases.Locks;
using Opsroom.Tools.Databases.Sql.Statements;
using static Opsroom.Tools.Databases.Linting.MigrationRule;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Databases.Linting.Rules;

/// <summary>What MySQL and MariaDB do online, and what they do not.</summary>
internal static class MySqlRules
{
    public static IEnumerable<MigrationRule> All { get; } =
    [
        new("table-copied", Warning, "A change of a table in use does not copy it.", "Writes wait until every row is copied.", MySql, scope =>
        {
            if (scope.Statement is AlterTable alter && !scope.State.IsNew(alter.Name) && MySqlChange.Refused(alter, scope.State) is null)
            {
                if (alter.Online.Algorithm == "COPY" || alter.Online.Lock is "SHARED" or "EXCLUSIVE")
                {
                    scope.Add(alter.Start, $"Writes to {alter.Name} wait until it is done, as ALGORITHM or LOCK asks. Ask for ALGORITHM=INPLACE, LOCK=NONE, or use pt-online-schema-change or gh-ost.", alter.Name);
                    return;
                }

                foreach (var action in alter.Actions.Where(action => MySqlChange.Of(action, alter.Name, scope.State) is MySqlWork.Copy or MySqlWork.InPlaceLocked))
                {
                    scope.Add(action.At, action is AddConstraint { Constraint.References: not null }
                        ? $"{alter.Name} is copied to check the foreign key while writes wait. SET foreign_key_checks = 0 adds it in place, unchecked; check the rows yourself first."
                        : $"Writes to {alter.Name} wait until every row is copied. Use pt-online-schema-change or gh-ost, or add a new column and move over in steps.", alter.Name);
                }
            }
            else if (scope.Statement is CreateIndex index && !scope.State.IsNew(index.Table) && (index.Special is not null || index.Online.Algorithm == "COPY" || index.Online.Lock is "SHARED" or "EXCLUSIVE"))
            {
                scope.Add(index.Start, $"Writes to {index.Table} wait until the index is built.", index.Table);
            }
        })
        {
            IsAboutWaiting = true,
        },
        new("table-rebuilt", Warning, "A change of a table in use does not rebuild it.", "It takes long and twice the room, and replicas fall behind, though rows can be written.", MySql, scope =>
        {
            foreach (var (alter, action) in scope.Actions)
            {
                if (alter.Online.Algorithm != "COPY" && MySqlChange.Refused(alter, scope.State) is null && MySqlChange.Of(action, alter.Name, scope.State) == MySqlWork.Rebuild)
                {
                    scope.Add(action.At, $"All of {alter.Name} is rebuilt in place: rows can be written, but it takes long, and replicas wait for as long again. Do it when there is little to do, or with gh-ost.", alter.Name);
                }
            }
        })
        {
            IsAboutWaiting = true,
        },
        new("online-refused", Error, "The algorithm and the lock that are asked for can be had.", "The server refuses the statement.", MySql, scope =>
        {
            if (scope.Statement is AlterTable alter && MySqlChange.Refused(alter, scope.State) is { } refused)
            {
                scope.Add(alter.Start, $"{refused} is refused: this change needs more than that. Leave the clause out to have it done the slow way, or change the table in steps.", alter.Name);
            }
        }),
        new("online-unstated", Info, "ALTER TABLE says how it may be done.", "Without ALGORITHM and LOCK the server falls back to copying the table, without a word.", MySql, scope =>
        {
            if (scope.Statement is AlterTable { Online: { Algorithm: null, Lock: null } } alter && !scope.State.IsNew(alter.Name))
            {
                scope.Add(alter.Start, "Add ALGORITHM=INSTANT, or ALGORITHM=INPLACE, LOCK=NONE: the server then refuses instead of copying the table while writes wait.", alter.Name);
            }
        }),
        new("ddl-commits", Warning, "Definitions are not changed inside a transaction.", "Each such statement commits what came before, so nothing can be rolled back.", MySql, scope =>
        {
            if (scope.State.HasBegun && scope.Statement is AlterTable or CreateTable { IsTemporary: false } or CreateIndex or CreateView or CreateTrigger or CreateRoutine or DropObjects or RenameTables or Truncate && scope.IsFirst($"ddl {scope.State.Transaction}"))
            {
                scope.Add(scope.Statement.Start, "It commits the transaction before it runs: what came before cannot be rolled back any more. Take BEGIN and COMMIT away, and make each statement safe on its own.");
            }
        }),
        new("narrow-character-set", Warning, "Text is utf8mb4.", "utf8 (utf8mb3) cannot hold every character, emoji among them.", MySql, scope =>
        {
            var sets = scope.Statement switch
            {
                CreateTable table => table.Columns.Select(column => (column.At, column.CharacterSet)).Append((table.Start, table.Options.GetValueOrDefault("CHARACTER SET"))),
                AlterTable alter => alter.Actions.Select(action => (action.At, action is ConvertCharacterSet convert ? convert.CharacterSet : (action as AddColumn)?.Column.CharacterSet)),
                _ => [],
            };
            foreach (var (at, set) in sets.Where(each => each.Item2 is { } name && (name.Equals("utf8", StringComparison.OrdinalIgnoreCase) || name.Equals("utf8mb3", StringComparison.OrdinalIgnoreCase))))
            {
                scope.Add(at, $"{set} holds three bytes a character, so some are refused. Use utf8mb4.");
            }
        }),
        new("engine-without-transactions", Warning, "Tables are InnoDB.", "MyISAM and its like lock whole tables and are broken after a crash.", MySql, scope =>
        {
            var engine = scope.Statement switch
            {
                CreateTable table => table.Options.GetValueOrDefault("ENGINE"),
                AlterTable alter => alter.Actions.OfType<SetTableOption>().FirstOrDefault(option => option.Name == "ENGINE")?.Value,
                _ => null,
            };
            if (engine is not null && !engine.Equals("InnoDB", StringComparison.OrdinalIgnoreCase) && !engine.Equals("MEMORY", StringComparison.OrdinalIgnoreCase))
            {
                scope.Add(scope.Statement.Start, $"{engine} has no transactions and no foreign keys, and locks whole tables. Use InnoDB.");
            }
        }),
    ];
}
