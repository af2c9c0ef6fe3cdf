using Opsroom.Tools.Databases.Diffing;
using Opsroom.Tools.Databases.Schemas;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Planning;

/// <summary>The steps of MySQL and MariaDB for a column that gets another name. They know no transactions of definitions, so the last step locks the table.</summary>
internal sealed class MySqlPlans(PlanWriter plan)
{
    /// <param name="last">The action as written: <c>RENAME COLUMN a TO b</c>, <c>CHANGE a b …</c>.</param>
    /// <param name="defined">The column's definition where the action has it.</param>
    public void Rename(ObjectName table, string from, string to, ColumnDefinition? defined, string last)
    {
        var on = MySqlDdl.Quote(table);
        var schema = plan.Known();
        var known = schema.Table(table);
        var column = known?.Column(from);
        if (column is { Identity: not IdentityKind.None } or { Generated: not null })
        {
            plan.Assume($"The server itself gives {table}.{from} its values, which no trigger can copy before they are there. Stop the clients that use it for this step.");
            plan.Contract($"Rename {from}.", $"ALTER TABLE {on} {last};", destroys: true);
            return;
        }

        if (column is null)
        {
            plan.Assume($"{table}.{from} is taken to be of type {defined?.Type?.Text ?? "varchar(255)"} and to stand in no index; give schema_content to have it known.");
        }

        var twin = (column ?? new TableColumn(from, defined?.Type?.Text ?? "varchar(255)")) with { Name = to, IsNullable = true, Default = null, OnUpdate = null, Comment = null };
        plan.Expand($"Add {to} to {table}.", $"ALTER TABLE {on} ADD COLUMN {MySqlDdl.Column(twin, [])}, ALGORITHM=INPLACE, LOCK=NONE;");
        var (old, made, sync) = (MySqlDdl.Quote(from), MySqlDdl.Quote(to), ColumnTwin.Short($"{table.Name}_{from}", "_sync"));
        var (insert, update) = (MySqlDdl.Quote($"{sync}_i"), MySqlDdl.Quote($"{sync}_u"));
        plan.Expand(
            $"Keep {from} and {to} alike, whichever a client writes.",
            $"""
            CREATE TRIGGER {insert} BEFORE INSERT ON {on} FOR EACH ROW
              SET NEW.{old} = COALESCE(NEW.{made}, NEW.{old}), NEW.{made} = COALESCE(NEW.{made}, NEW.{old});
            CREATE TRIGGER {update} BEFORE UPDATE ON {on} FOR EACH ROW
              SET NEW.{old} = IF(NEW.{made} <=> OLD.{made}, NEW.{old}, NEW.{made}), NEW.{made} = IF(NEW.{made} <=> OLD.{made}, NEW.{old}, NEW.{made});
            """);
        plan.Fill(table, $"Fill {to} of the rows that exist", $"{made} = {old}", $"{made} IS NULL AND {old} IS NOT NULL");
        if (known is not null && column is not null)
        {
            foreach (var (_, index) in new ColumnTwin(schema, known, from, to).Indexes)
            {
                plan.Expand($"Build {index.Name}; reads and writes go on.", $"ALTER TABLE {on} ADD {MySqlDdl.Index(index)}, ALGORITHM=INPLACE, LOCK=NONE;");
            }
        }

        plan.Release($"Release clients that read and write {to} and no longer {from}.");
        plan.Contract(
            $"{from} becomes {to}, and the column that stood in for it goes; clients of the table wait meanwhile. Run it in one session.",
            $"LOCK TABLES {on} WRITE;\nDROP TRIGGER {insert};\nDROP TRIGGER {update};\nALTER TABLE {on} DROP COLUMN {made}, {last};\nUNLOCK TABLES;", destroys: true);
    }
}
