using Opsroom.Tools.Databases.Locks;
using Opsroom.Tools.Databases.Sql.Statements;
using static Opsroom.Tools.Databases.Linting.MigrationRule;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Databases.Linting.Rules;

/// <summary>Constraints are added without holding up those who use the table.</summary>
internal static class ConstraintRules
{
    public static IEnumerable<MigrationRule> All { get; } =
    [
        Waiting("foreign-key-validates", "A foreign key is added NOT VALID and validated afterwards.", "Writes to both tables wait until every row is checked.", scope =>
        {
            foreach (var (alter, action) in scope.Actions)
            {
                if (action is AddConstraint { Constraint: { Kind: ConstraintKind.ForeignKey, IsNotValid: false } key } add)
                {
                    scope.Add(add.At, $"Writes to {alter.Name} and {key.References!.Table} wait until every row is checked. Add it with NOT VALID, then ALTER TABLE {alter.Name} VALIDATE CONSTRAINT … in a transaction of its own.", alter.Name);
                }
            }

            foreach (var (alter, column) in scope.Added)
            {
                if (column.Constraints.FirstOrDefault(each => each.Kind == ConstraintKind.ForeignKey) is { } key)
                {
                    scope.Add(key.At, $"The reference is checked while {alter.Name} and {key.References!.Table} are locked. Add the column without it, then the foreign key with NOT VALID, then VALIDATE CONSTRAINT in a transaction of its own.", alter.Name);
                }
            }
        }),
        Waiting("check-validates", "A check is added NOT VALID and validated afterwards.", "Reads and writes wait until every row is checked.", scope =>
        {
            foreach (var (alter, action) in scope.Actions)
            {
                if (action is AddConstraint { Constraint: { Kind: ConstraintKind.Check or ConstraintKind.NotNull, IsNotValid: false, IsNotEnforced: false } } add)
                {
                    scope.Add(add.At, $"Reads of {alter.Name} wait until every row is checked. Add it with NOT VALID, then ALTER TABLE {alter.Name} VALIDATE CONSTRAINT … in a transaction of its own.", alter.Name);
                }
            }

            foreach (var (alter, column) in scope.Added)
            {
                if (column.Constraints.FirstOrDefault(each => each.Kind == ConstraintKind.Check) is { } check)
                {
                    scope.Add(check.At, $"Every row of {alter.Name} is checked while reads wait. Add the column first, then the check with NOT VALID, then VALIDATE CONSTRAINT.", alter.Name);
                }
            }
        }),
        Waiting("validated-in-the-same-transaction", "A constraint is validated in another transaction than it is added in.", "The lock of adding it is held while every row is checked.", scope =>
        {
            foreach (var (alter, action) in scope.Actions)
            {
                if (action is ValidateConstraint validate && scope.State.InTransaction
                    && (scope.State.Find(alter.Name)?.Constraints.Any(each => each.Constraint.Name == validate.Name && each.Transaction == scope.State.Transaction && !each.IsValidated) == true
                        || alter.Actions.Any(other => other is AddConstraint add && add.Constraint.Name == validate.Name)))
                {
                    scope.Add(validate.At, $"{validate.Name} was added in this transaction, so its lock on {alter.Name} is held while every row is checked. Commit first, then validate.", alter.Name);
                }
            }
        }),
        Waiting("unique-constraint-builds", "A unique or primary key takes over an index that was built concurrently.", "Reads and writes wait until the index is built.", scope =>
        {
            foreach (var (alter, action) in scope.Actions)
            {
                if (action is AddConstraint { Constraint: { Kind: ConstraintKind.Unique or ConstraintKind.PrimaryKey, UsingIndex: null } key } add)
                {
                    var words = key.Kind == ConstraintKind.Unique ? "UNIQUE" : "PRIMARY KEY";
                    scope.Add(add.At, $"{alter.Name} cannot be read while its index is built. CREATE UNIQUE INDEX CONCURRENTLY first, then ALTER TABLE {alter.Name} ADD CONSTRAINT … {words} USING INDEX ….", alter.Name);
                }
            }

            foreach (var (alter, column) in scope.Added)
            {
                if (column.Constraints.FirstOrDefault(each => each.Kind is ConstraintKind.Unique or ConstraintKind.PrimaryKey) is { } key)
                {
                    scope.Add(key.At, $"{alter.Name} cannot be read while the index is built. Add the column alone, CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT … USING INDEX.", alter.Name);
                }
            }
        }),
        Waiting("primary-key-scans", "The columns of a new primary key are known to be not null.", "Every row is read under ACCESS EXCLUSIVE.", scope =>
        {
            foreach (var (alter, action) in scope.Actions)
            {
                if (action is AddConstraint { Constraint: { Kind: ConstraintKind.PrimaryKey, UsingIndex: { } name } } && scope.State.TryFindIndex(new ObjectName(null, name), out var index)
                    && scope.State.Find(alter.Name) is { } table && index.Index.Elements.Any(part => part.Column is { } column && table.Columns.TryGetValue(column, out var known) && !known.IsNotNull && !PostgresAlterLocks.IsProven(scope.State, alter.Name, column)))
                {
                    scope.Add(action.At, $"A column of {name} may be null, so every row of {alter.Name} is read while nobody else can. Prove it first: a CHECK (column IS NOT NULL) NOT VALID, validated.", alter.Name);
                }
            }
        }),
        Waiting("exclusion-constraint", "Exclusion constraints come with their table.", "Reads and writes wait until the index is built, and it cannot be built concurrently.", scope =>
        {
            foreach (var (alter, action) in scope.Actions)
            {
                if (action is AddConstraint { Constraint.Kind: ConstraintKind.Exclude })
                {
                    scope.Add(action.At, $"{alter.Name} cannot be used while the constraint's index is built, and there is no way to add one online. Do it when nobody needs the table, or make a new table with it and move the rows.", alter.Name);
                }
            }
        }),
        Waiting("set-not-null-scans", "SET NOT NULL follows a validated CHECK that says the same.", "Reads and writes wait until every row is read.", scope =>
        {
            foreach (var (alter, action) in scope.Actions)
            {
                if (action is SetNotNull set && !PostgresAlterLocks.IsProven(scope.State, alter.Name, set.Column))
                {
                    scope.Add(set.At, scope.Version.Major >= 12
                        ? $"Every row of {alter.Name} is read while nobody else can. First ADD CONSTRAINT … CHECK ({set.Column} IS NOT NULL) NOT VALID, then VALIDATE CONSTRAINT in a transaction of its own; with that SET NOT NULL is done at once, and the check can go."
                        : $"Every row of {alter.Name} is read while nobody else can. Before PostgreSQL 12 keep a CHECK ({set.Column} IS NOT NULL), added NOT VALID and then validated, instead of NOT NULL.", alter.Name);
                }
            }
        }),
        new("not-null-dropped", Info, "Columns that clients trust to have a value keep it.", "Clients that do not expect NULL fail when they meet one.", PostgreSql, scope =>
        {
            foreach (var (alter, action) in scope.Actions)
            {
                if (action is DropNotNull drop)
                {
                    scope.Add(drop.At, $"{alter.Name}.{drop.Column} may be NULL from now on. See that every client that reads it can take that.", alter.Name);
                }
            }
        }),
        Waiting("domain-constraint", "A constraint of a domain is added NOT VALID and validated afterwards.", "Every table with a column of the domain is read, and writes to it wait.", scope =>
        {
            if (scope.Statement is AlterOther { Kind: ObjectKind.Domain, Name: { } name, Action: var action } && !scope.State.IsNewType(name)
                && (action.StartsWith("SET NOT NULL", StringComparison.OrdinalIgnoreCase) || (action.StartsWith("ADD", StringComparison.OrdinalIgnoreCase) && !action.EndsWith("NOT VALID", StringComparison.OrdinalIgnoreCase))))
            {
                scope.Add(scope.Statement.Start, $"Every table that uses {name} is locked and read. Add the constraint with NOT VALID, then ALTER DOMAIN {name} VALIDATE CONSTRAINT ….");
            }
        }),
        new("trigger-added", Info, "A trigger of a table in use is added on purpose.", "It takes SHARE ROW EXCLUSIVE for a moment, and every write does more from then on.", PostgreSql, scope =>
        {
            if (scope.Statement is CreateTrigger trigger && !scope.State.IsNew(trigger.Table))
            {
                scope.Add(trigger.Start, $"Writes to {trigger.Table} wait for a moment, and from then on each runs the trigger. See that its function is fast and cannot fail.", trigger.Table);
            }
        }),
        new("row-security-without-policy", Warning, "Row level security is switched on together with a policy.", "Without a policy nobody but the owner sees a row.", PostgreSql, null)
        {
            AtEnd = scope =>
            {
                foreach (var alter in scope.Script.OfType<AlterTable>())
                {
                    if (alter.Actions.OfType<SetRowSecurity>().FirstOrDefault(each => each.Text is "ENABLE") is { } enable && scope.State.Find(alter.Name) is not { HasPolicy: true })
                    {
                        scope.Add(enable.At, $"No policy is made here for {alter.Name}: from now on nobody but its owner sees or writes a row. Create the policies first.", alter.Name);
                    }
                }
            },
        },
    ];

    private static MigrationRule Waiting(string id, string summary, string why, Action<LintScope> check) => new(id, Warning, summary, why, PostgreSql, check) { IsAboutWaiting = true };
}
