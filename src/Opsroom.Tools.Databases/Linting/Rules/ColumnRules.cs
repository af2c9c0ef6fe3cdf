using Opsroom.Tools.Databases.Locks;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Statements;
using static Opsroom.Tools.Databases.Linting.MigrationRule;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Databases.Linting.Rules;

/// <summary>Columns are added and changed without writing every row anew.</summary>
internal static class ColumnRules
{
    public static IEnumerable<MigrationRule> All { get; } =
    [
        new("required-column-without-default", Error, "A column that is added NOT NULL has a default.", "It fails as soon as the table has a row.", [.. PostgreSql, .. Sqlite], scope =>
        {
            foreach (var (alter, column) in scope.Added)
            {
                if ((column.IsNotNull || (column.IsPrimaryKey && scope.Dialect.IsPostgreSql)) && Defaults.IsNull(column.Default) && column.Generated is null && column.Identity is null && !IsSerial(column))
                {
                    scope.Add(column.At, $"{alter.Name} cannot get this column once it has rows: they would have no value for {column.Name}. Add it with a DEFAULT, or without NOT NULL, fill it and then set it.", alter.Name);
                }
            }
        }),
        new("required-column-gets-zero", Warning, "A column that is added NOT NULL has a default.", "Rows that exist get 0 or an empty text without a word.", MySql, scope =>
        {
            foreach (var (alter, column) in scope.Added)
            {
                if (column.IsNotNull && column.Default is null && column.Generated is null && !column.IsAutoIncrement)
                {
                    scope.Add(column.At, $"Rows that exist get the type's own zero for {column.Name} (0, '', or a date that strict mode refuses). Say what they shall have with DEFAULT.", alter.Name);
                }
            }
        }),
        Waiting("volatile-default", "A column is added with a default that is the same for all rows.", "Every row is written anew while reads wait.", scope =>
        {
            foreach (var (alter, column) in scope.Added)
            {
                if (!Defaults.IsNull(column.Default) && column.Generated is null && Defaults.IsVolatile(column.Default!, scope.Dialect))
                {
                    scope.Add(column.DefaultAt, $"{column.Default} may give each row another value, so {alter.Name} is written anew while nobody can use it. Add the column without a default, then SET DEFAULT, then fill the rows in batches.", alter.Name);
                }
            }
        }),
        Waiting("default-before-11", "Before PostgreSQL 11 a column is added without a default.", "Every row is written anew while reads wait.", scope =>
        {
            foreach (var (alter, column) in scope.Added)
            {
                if (scope.Version.Major < 11 && !Defaults.IsNull(column.Default) && !Defaults.IsVolatile(column.Default!, scope.Dialect))
                {
                    scope.Add(column.DefaultAt, $"Before PostgreSQL 11 a default makes the server write all of {alter.Name} anew. Add the column without it, then SET DEFAULT, then fill the rows in batches.", alter.Name);
                }
            }
        }),
        Waiting("generated-column-stored", "A stored generated column comes with its table.", "Every row is written anew while reads wait.", scope =>
        {
            foreach (var (alter, column) in scope.Added)
            {
                if (column.Generated is { IsStored: true })
                {
                    scope.Add(column.At, $"All of {alter.Name} is written anew to compute {column.Name}. Add an ordinary column, keep it up with a trigger and fill it in batches; or compute it in a view or an index on the expression.", alter.Name);
                }
            }
        }),
        Waiting("serial-column-added", "A column that counts by itself comes with its table.", "Every row is numbered, so written anew, while reads wait.", scope =>
        {
            foreach (var (alter, column) in scope.Added)
            {
                if (column.Identity is not null || IsSerial(column))
                {
                    scope.Add(column.At, $"Every row of {alter.Name} gets its number, so the table is written anew while nobody can use it. Add a bigint column and a sequence, set the default, fill the rows in batches.", alter.Name);
                }
            }
        }),
        Waiting("column-type-changed", "A column keeps its type, or changes to one that needs no rewrite.", "Every row and index is written anew while reads wait.", scope =>
        {
            foreach (var (alter, action) in scope.Actions)
            {
                if (action is SetType type && TypeChange.Of(scope.State.Column(alter.Name, type.Column)?.Type, type, scope.Version, IsUtc(scope)) == TypeChangeCost.Rewrites)
                {
                    var was = scope.State.Column(alter.Name, type.Column)?.Type?.Text;
                    scope.Add(type.At, (was is null ? $"Unless {type.Column} has a type that {type.Type.Text} only widens, " : $"From {was} to {type.Type.Text}, ")
                        + $"all of {alter.Name} is written anew while nobody can use it. Add a column of the new type, write both, fill it in batches, switch over, drop the old one.", alter.Name);
                }
            }
        }),
        new("column-type-widened", Info, "It is known what type a column has before it is changed.", "From a narrower type of the same kind it is free, from any other it writes every row anew.", PostgreSql, scope =>
        {
            foreach (var (alter, action) in scope.Actions)
            {
                if (action is SetType type && TypeChange.Of(scope.State.Column(alter.Name, type.Column)?.Type, type, scope.Version, IsUtc(scope)) == TypeChangeCost.FreeFromItsKin)
                {
                    scope.Add(type.At, $"To {type.Type.Text} is free where {type.Column} is of the same kind (varchar to text, numeric to numeric); from any other type all of {alter.Name} is written anew. Give schema_content to have it told for certain.", alter.Name);
                }
            }
        }),
        new("default-fills-no-rows", Info, "A default that is set later fills no rows.", "Rows that exist keep NULL.", PostgreSql, scope =>
        {
            foreach (var (alter, action) in scope.Actions)
            {
                if (action is SetDefault { Default: { } value, Column: var column } && scope.State.Find(alter.Name)?.Columns.ContainsKey(column) == true && !Defaults.IsNull(value) && scope.State.Column(alter.Name, column) is { Default: null, IsNotNull: false })
                {
                    scope.Add(action.At, $"Rows that exist keep what {column} has now; only new ones get {value}. Fill the others in batches.", alter.Name);
                }
            }
        }),
    ];

    private static MigrationRule Waiting(string id, string summary, string why, Action<LintScope> check) => new(id, Warning, summary, why, PostgreSql, check) { IsAboutWaiting = true };

    private static bool IsSerial(ColumnDefinition column) => column.Type?.Name is "serial" or "bigserial" or "smallserial";

    private static bool IsUtc(LintScope scope) => scope.State.Setting("timezone")?.ToUpperInvariant() is "UTC" || scope.State.Setting("time")?.ToUpperInvariant() is "ZONE 'UTC'";
}
