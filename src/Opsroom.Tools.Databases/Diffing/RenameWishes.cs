using System.Collections.Immutable;
using Opsroom.Tools.Databases.Schemas;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Diffing;

/// <summary>Tables and columns that somebody said were renamed.</summary>
/// <param name="Tables">From their old names to their new ones.</param>
/// <param name="Columns">By the new name of their table, the old and the new name.</param>
internal sealed record RenameWishes(ImmutableArray<(ObjectName From, string To)> Tables, ImmutableArray<(ObjectName Table, string From, string To)> Columns)
{
    public static readonly RenameWishes None = new([], []);

    public bool IsEmpty => Tables.IsEmpty && Columns.IsEmpty;

    /// <summary>The same the other way round.</summary>
    public RenameWishes Reversed() => new(
        [.. Tables.Select(rename => (rename.From with { Name = rename.To }, rename.From.Name)).Reverse()],
        [.. Columns.Select(rename => (OldName(rename.Table), rename.To, rename.From)).Reverse()]);

    /// <summary>Reads <c>table.old → new</c> and <c>old → new</c>; what fits nothing is told.</summary>
    public static (RenameWishes Wishes, ImmutableArray<Finding> Findings) Read(IReadOnlyDictionary<string, string>? given, DatabaseSchema before, DatabaseSchema to)
    {
        var (tables, columns, findings) = (ImmutableArray.CreateBuilder<(ObjectName, string)>(), ImmutableArray.CreateBuilder<(ObjectName, string, string)>(), ImmutableArray.CreateBuilder<Finding>());
        foreach (var (old, now) in (given ?? ImmutableDictionary<string, string>.Empty).OrderBy(pair => pair.Key.Count(c => c == '.')).ThenBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var newName = now[(now.LastIndexOf('.') + 1)..];
            if (TableNamed(before, old) is { } table && to.Table(table.Name with { Name = newName }) is not null && to.Table(table.Name) is null)
            {
                tables.Add((table.Name, newName));
                continue;
            }

            var dot = old.LastIndexOf('.');
            var owner = dot < 0 ? null : TableNamed(before, old[..dot]) ?? tables.Where(rename => rename.Item2 == old[..dot]).Select(rename => before.Table(rename.Item1)).FirstOrDefault();
            var target = owner is null ? null : tables.FirstOrDefault(rename => before.Same(rename.Item1, owner.Name)) is { Item2: { } renamed } ? owner.Name with { Name = renamed } : owner.Name;
            if (owner?.Column(old[(dot + 1)..]) is { } column && target is not null && to.Table(target)?.Column(newName) is not null && owner.Column(newName) is null)
            {
                columns.Add((target, column.Name, newName));
                continue;
            }

            findings.Add(new Finding("unknown-rename", Severity.Error, $"The rename of {old} to {now} fits nothing: the old name has to be in the first schema only, the new one in the second only. Columns are named table.column.", Object: old));
        }

        return (new RenameWishes(tables.ToImmutable(), columns.ToImmutable()), findings.ToImmutable());
    }

    public DatabaseSchema Apply(DatabaseSchema schema)
    {
        schema = Tables.Aggregate(schema, (made, rename) => SchemaRenames.Table(made, rename.From, rename.To));
        return Columns.Aggregate(schema, (made, rename) => SchemaRenames.Column(made, rename.Table, rename.From, rename.To));
    }

    /// <summary>The statements; in PostgreSQL the sequences of renamed columns come along.</summary>
    public IEnumerable<string> Write(DatabaseSchema before)
    {
        var dialect = before.Dialect;
        foreach (var (old, now) in Tables)
        {
            yield return $"ALTER TABLE {SqlName.Quote(old, dialect)} RENAME TO {SqlName.Quote(now, dialect)}";
            foreach (var column in dialect.IsPostgreSql ? before.Table(old)?.Columns.Where(HasSequence) ?? [] : [])
            {
                yield return Sequence(old.Schema, $"{old.Name}_{column.Name}_seq", $"{now}_{column.Name}_seq");
            }
        }

        foreach (var (table, old, now) in Columns)
        {
            yield return $"ALTER TABLE {SqlName.Quote(table, dialect)} RENAME COLUMN {SqlName.Quote(old, dialect)} TO {SqlName.Quote(now, dialect)}";
            if (dialect.IsPostgreSql && before.Table(OldName(table))?.Column(old) is { } column && HasSequence(column))
            {
                yield return Sequence(table.Schema, $"{table.Name}_{old}_seq", $"{table.Name}_{now}_seq");
            }
        }
    }

    private ObjectName OldName(ObjectName table) => Tables.Where(rename => rename.To == table.Name && rename.From.Schema == table.Schema).Select(rename => rename.From).FirstOrDefault() ?? table;

    private static bool HasSequence(TableColumn column) => column.Identity is IdentityKind.Serial or IdentityKind.Always or IdentityKind.ByDefault;

    private static string Sequence(string? schema, string old, string now) =>
        $"ALTER SEQUENCE {SqlName.Quote(new ObjectName(schema, old), SqlDialect.PostgreSql)} RENAME TO {SqlName.Quote(now, SqlDialect.PostgreSql)}";

    private static SchemaTable? TableNamed(DatabaseSchema schema, string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return schema.Table(new ObjectName(null, name)) ?? (dot < 0 ? null : schema.Table(name[..dot] is "public" ? new ObjectName(null, name[(dot + 1)..]) : new ObjectName(name[..dot], name[(dot + 1)..])));
    }
}
