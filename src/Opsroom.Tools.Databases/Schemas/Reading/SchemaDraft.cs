using System.Text.RegularExpressions;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Schemas.Reading;

/// <summary>A schema while its DDL is being read.</summary>
/// <param name="lineOf">The line of an offset.</param>
internal sealed partial class SchemaDraft(SqlDialect dialect, Func<int, int> lineOf)
{
    private const string UsualNamespace = "public";

    public SqlDialect Dialect { get; } = dialect;

    public List<SchemaTable> Tables { get; } = [];

    public List<SchemaEnum> Enums { get; } = [];

    public List<SchemaSequence> Sequences { get; } = [];

    public List<SchemaView> Views { get; } = [];

    public List<SchemaObject> Others { get; } = [];

    public SortedSet<string> Namespaces { get; } = new(StringComparer.Ordinal);

    public int LineOf(int at) => lineOf(at);

    /// <summary>A name as the model has it: without the schema where that is the usual one, and in MySQL and SQLite without any.</summary>
    public ObjectName Own(ObjectName name) => name.Schema is null ? name : Dialect.IsPostgreSql && name.Schema != UsualNamespace ? name : name with { Schema = null };

    public bool Same(ObjectName one, ObjectName other) => Dialect.Names.Equals(one.Name, other.Name) && Dialect.Names.Equals(one.Schema ?? "", other.Schema ?? "");

    public bool SameName(string? one, string? other) => one is not null && other is not null && Dialect.Names.Equals(one, other);

    public SchemaTable? Find(ObjectName name) => Tables.Find(table => Same(table.Name, Own(name)));

    public bool Change(ObjectName name, Func<SchemaTable, SchemaTable> change)
    {
        var at = Tables.FindIndex(table => Same(table.Name, Own(name)));
        if (at >= 0)
        {
            Tables[at] = change(Tables[at]);
        }

        return at >= 0;
    }

    public void Add(SchemaView view)
    {
        Views.RemoveAll(other => Same(other.Name, view.Name));
        Views.Add(view);
    }

    public void Add(SchemaObject added)
    {
        // functions of one name differ by their parameters
        Others.RemoveAll(other => other.Kind == added.Kind && Same(other.Name, added.Name) && other.On == added.On && RoutineNames.Signature(other) == RoutineNames.Signature(added));
        Others.Add(added);
    }

    public bool DropTable(ObjectName name)
    {
        var own = Own(name);
        Others.RemoveAll(other => other.On is { } on && Same(on, own));
        return Tables.RemoveAll(table => Same(table.Name, own)) > 0;
    }

    public bool DropNamespace(string name)
    {
        Tables.RemoveAll(table => table.Name.Schema == name);
        return Namespaces.Remove(name);
    }

    public bool ChangeIndex(string name, Func<TableIndex, TableIndex?> change)
    {
        var isFound = false;
        for (var at = 0; at < Tables.Count; at++)
        {
            var kept = Tables[at].Indexes.Select(index => SameName(index.Name, name) ? Marked(change(index)) : index).OfType<TableIndex>();
            Tables[at] = Tables[at] with { Indexes = [.. kept] };
        }

        return isFound;

        TableIndex? Marked(TableIndex? index)
        {
            isFound = true;
            return index;
        }
    }

    public bool DropIndex(string name)
    {
        var ofViews = Views.FindIndex(view => view.Indexes.Any(index => SameName(index.Name, name)));
        if (ofViews >= 0)
        {
            Views[ofViews] = Views[ofViews] with { Indexes = Views[ofViews].Indexes.RemoveAll(index => SameName(index.Name, name)) };
            return true;
        }

        return ChangeIndex(name, _ => null);
    }

    public void RenameIndex(string name, string newName)
    {
        ChangeIndex(name, index => index with { Name = newName });
        for (var at = 0; at < Tables.Count; at++)
        {
            Tables[at] = TableAlterations.RenameConstraint(this, Tables[at], name, newName);
        }
    }

    public void RenameView(ObjectName name, string newName)
    {
        if (Views.FindIndex(view => Same(view.Name, Own(name))) is >= 0 and var at)
        {
            Views[at] = Views[at] with { Name = Views[at].Name with { Name = newName } };
        }
    }

    public bool RenameTable(ObjectName name, string newName) => Replace(schema => SchemaRenames.Table(schema, Own(name), newName), Find(name) is not null);

    public bool RenameColumn(ObjectName table, string column, string newName) => Replace(schema => SchemaRenames.Column(schema, Own(table), column, newName), Find(table)?.Column(column) is not null);

    public void RenameType(ObjectName name, string newName)
    {
        var own = Own(name);
        ChangeEnum(name, type => type with { Name = own with { Name = newName } });
        for (var at = 0; at < Tables.Count; at++)
        {
            Tables[at] = Tables[at] with { Columns = [.. Tables[at].Columns.Select(column => column.Type == SqlName.Quote(own, Dialect) ? column with { Type = SqlName.Quote(own with { Name = newName }, Dialect) } : column)] };
        }
    }

    public void ChangeEnum(ObjectName name, Func<SchemaEnum, SchemaEnum> change)
    {
        if (Enums.FindIndex(type => Same(type.Name, Own(name))) is >= 0 and var at)
        {
            Enums[at] = change(Enums[at]);
        }
    }

    /// <summary>A sequence that a column owns and takes its values from is the column's serial.</summary>
    public void AlterSequence(ObjectName name, string text)
    {
        var own = Own(name);
        if (OwnedBy().Match(text) is not { Success: true } owner || owner.Groups["owner"].Value.Split('.') is not [.., var tableName, var columnName] parts)
        {
            return;
        }

        var table = Own(new ObjectName(parts.Length > 2 ? parts[^3].Trim('"') : null, tableName.Trim('"')));
        if (Find(table)?.Column(columnName.Trim('"')) is not null && Sequences.RemoveAll(sequence => Same(sequence.Name, own)) > 0)
        {
            Change(table, found => found with { Columns = [.. found.Columns.Select(column => column.Name == columnName.Trim('"') ? column with { Identity = IdentityKind.Serial, Default = null } : column)] });
        }
    }

    /// <summary>The schema as it stands after the last statement.</summary>
    public DatabaseSchema Finish()
    {
        for (var at = 0; at < Tables.Count; at++)
        {
            Tables[at] = ConstraintResolution.Finish(this, Tables[at]);
        }

        return Snapshot();
    }

    private DatabaseSchema Snapshot() => new(Dialect)
    {
        Namespaces = [.. Namespaces],
        Tables = [.. Tables],
        Enums = [.. Enums],
        Sequences = [.. Sequences],
        Views = [.. Views],
        Others = [.. Others],
    };

    private bool Replace(Func<DatabaseSchema, DatabaseSchema> change, bool isThere)
    {
        if (isThere)
        {
            var changed = change(Snapshot());
            Tables.Clear();
            Tables.AddRange(changed.Tables);
            Views.Clear();
            Views.AddRange(changed.Views);
            Others.Clear();
            Others.AddRange(changed.Others);
        }

        return isThere;
    }

    [GeneratedRegex(@"OWNED\s+BY\s+(?<owner>(?:[\w$]+|""[^""]+"")(?:\s*\.\s*(?:[\w$]+|""[^""]+"")){1,2})", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex OwnedBy();
}
