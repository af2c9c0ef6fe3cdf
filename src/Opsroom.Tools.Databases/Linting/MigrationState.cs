using System.Diagnostics.CodeAnalysis;
using Opsroom.Tools.Databases.Locks;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Linting;

/// <summary>What a migration has done up to a statement: what it made, the transaction it is in, what it set.</summary>
/// <param name="wrapped">Whether whoever runs it puts it into one transaction.</param>
internal sealed class MigrationState(SqlDialect dialect, Version version, bool wrapped)
{
    private readonly Dictionary<string, KnownTable> tables = new(dialect.Names);
    private readonly Dictionary<string, KnownIndex> indexes = new(dialect.Names);
    private readonly HashSet<string> types = new(dialect.Names);
    private readonly HashSet<string> schemas = new(dialect.Names);
    private readonly Dictionary<string, string> local = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> session = new(StringComparer.Ordinal);

    public SqlDialect Dialect => dialect;

    public Version Version => version;

    /// <summary>Whether what follows makes the schema that exists, not the migration.</summary>
    public bool IsSchema { get; set; }

    public bool IsWrapped => wrapped;

    /// <summary>Whether a BEGIN is open.</summary>
    public bool HasBegun { get; private set; }

    public bool InTransaction => HasBegun || wrapped;

    /// <summary>Counts from 1; 0 outside of one.</summary>
    public int Transaction { get; private set; } = wrapped ? 1 : 0;

    public int TransactionStart { get; private set; }

    /// <summary>Locks on tables that existed before, taken in this transaction.</summary>
    public List<(HeldLock Lock, int Statement)> Held { get; } = [];

    /// <summary>Labels that this transaction added to enumerations.</summary>
    public HashSet<string> NewLabels { get; } = new(StringComparer.Ordinal);

    /// <summary>A setting's value, as far as the migration set it.</summary>
    public string? Setting(string name) => local.GetValueOrDefault(name) ?? session.GetValueOrDefault(name);

    public KnownTable? Find(ObjectName name) => tables.GetValueOrDefault(Key(name));

    public bool TryFindIndex(ObjectName name, [NotNullWhen(true)] out KnownIndex? index) => indexes.TryGetValue(name.Name, out index);

    /// <summary>Whether the migration itself made it.</summary>
    public bool IsNew(ObjectName name) => Find(name) is { IsNew: true };

    public bool IsNewType(ObjectName name) => types.Contains(Key(name));

    public bool IsNewSchema(string name) => schemas.Contains(name);

    public ColumnDefinition? Column(ObjectName table, string column) => Find(table)?.Columns.GetValueOrDefault(column);

    public IEnumerable<KnownTable> Partitions(ObjectName parent) => tables.Values.Where(table => table.PartitionOf is { } of && dialect.Names.Equals(Key(of), Key(parent)));

    /// <summary>Takes note of a statement that has been looked at.</summary>
    public void Apply(SqlStatement statement, IReadOnlyList<HeldLock> locks)
    {
        switch (statement)
        {
            case TransactionControl control:
                Apply(control);
                break;
            case SetVariable { Value: { } value } set:
                (set.Scope == "LOCAL" ? local : session)[set.Name] = value;
                break;
            case ResetVariable reset:
                session.Remove(reset.Name);
                break;
            case AddEnumValue add:
                NewLabels.Add(add.Label);
                break;
            case CreateEnum type:
                types.Add(Key(type.Name));
                break;
            case CreateType or CreateDomain:
                types.Add(Key(statement is CreateType made ? made.Name : ((CreateDomain)statement).Name));
                break;
            case CreateSchema schema:
                schemas.Add(schema.Name);
                break;
            default:
                SchemaFold.Apply(this, statement);
                break;
        }

        Held.AddRange(locks.Where(each => InTransaction && !IsNew(each.Object)).Select(each => (each, statement.Number)));
    }

    public KnownTable Add(ObjectName name, bool isView = false) => tables[Key(name)] = new KnownTable(name, dialect) { IsNew = !IsSchema, IsView = isView };

    /// <summary>The table, known or not before.</summary>
    public KnownTable Get(ObjectName name)
    {
        if (!tables.TryGetValue(Key(name), out var table))
        {
            tables[Key(name)] = table = new KnownTable(name, dialect);
        }

        return table;
    }

    public void Remove(ObjectName name) => tables.Remove(Key(name));

    public void Rename(ObjectName from, ObjectName to)
    {
        if (tables.Remove(Key(from), out var table))
        {
            table.Name = to with { Schema = to.Schema ?? from.Schema };
            tables[Key(table.Name)] = table;
        }
    }

    public void Add(CreateIndex index)
    {
        if (index.Name is not null)
        {
            indexes[index.Name] = new KnownIndex(index, !IsSchema);
        }
    }

    public void RemoveIndex(string name) => indexes.Remove(name);

    public bool IsSame(ObjectName one, ObjectName other) => dialect.Names.Equals(Key(one), Key(other));

    private static string Key(ObjectName name) => name.Schema is null or "public" or "main" ? name.Name : $"{name.Schema}.{name.Name}";

    private void Apply(TransactionControl control)
    {
        switch (control.Verb)
        {
            case TransactionVerb.Begin when !HasBegun:
                HasBegun = true;
                Transaction++;
                TransactionStart = control.Start;
                Held.Clear();
                NewLabels.Clear();
                break;
            case TransactionVerb.Commit or TransactionVerb.Rollback:
                HasBegun = false;
                local.Clear();
                Held.Clear();
                NewLabels.Clear();
                break;
        }
    }
}
