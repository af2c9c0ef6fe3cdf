using System.Collections.Immutable;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Parsing;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Schemas.Reading;

/// <summary>Reads a schema out of DDL: what is created, altered, renamed and dropped, statement by statement.</summary>
internal sealed class SchemaReader
{
    private const string UnknownObject = "unknown-object";

    private readonly SqlText text;
    private readonly SchemaDraft draft;
    private readonly ImmutableArray<Finding>.Builder findings = ImmutableArray.CreateBuilder<Finding>();

    private SchemaReader(SqlText text) => (this.text, draft) = (text, new SchemaDraft(text.Dialect, at => text.Locate(at).Line));

    public static SchemaReading Read(string sql, SqlDialect dialect)
    {
        var script = StatementParser.Parse(sql, dialect);
        var reader = new SchemaReader(script.Text);
        foreach (var statement in script.Statements)
        {
            reader.Apply(statement);
        }

        return new SchemaReading(reader.draft.Finish(), reader.findings.ToImmutable());
    }

    private void Apply(SqlStatement statement)
    {
        var line = text.Locate(statement.Start).Line;
        switch (statement)
        {
            case BrokenStatement broken:
                var (at, column) = text.Locate(broken.Fault.At);
                findings.Add(new Finding("sql-syntax", Severity.Error, broken.Fault.Message, Line: at, Column: column));
                break;
            case CreateTable { IsTemporary: true } or CreateSequence { IsTemporary: true } or CreateView { IsTemporary: true }:
                break;
            case CreateTable { Query: not null } table:
                findings.Add(new Finding("table-from-query", Severity.Error, $"{table.Name} takes its columns from a query, whose types cannot be known here. Write its columns out.", Line: line, Object: $"table/{table.Name}"));
                break;
            case CreateTable table:
                TableReading.Create(draft, table, line);
                break;
            case CreateIndex index:
                Note(TableReading.AddIndex(draft, index, line), "table", index.Table, line);
                break;
            case AlterTable alter:
                Alter(alter, line);
                break;
            case RenameTables renames:
                foreach (var (from, to) in renames.Renames)
                {
                    draft.RenameTable(from, to.Name);
                }

                break;
            case DropObjects drop:
                Drop(drop, line);
                break;
            case CommentOn comment:
                CommentReading.Apply(draft, comment);
                break;
            case CreateEnum type:
                draft.Enums.Add(new SchemaEnum(draft.Own(type.Name), type.Labels) { Line = line });
                break;
            case AddEnumValue value:
                draft.ChangeEnum(value.Type, type => type with { Labels = EnumLabels.With(type.Labels, value) });
                break;
            case RenameEnumValue value:
                draft.ChangeEnum(value.Type, type => type with { Labels = [.. type.Labels.Select(label => label == value.Label ? value.NewLabel : label)] });
                break;
            case CreateSequence sequence:
                draft.Sequences.Add(new SchemaSequence(draft.Own(sequence.Name), sequence.Options) { Line = line });
                break;
            case CreateView view:
                draft.Add(new SchemaView(draft.Own(view.Name), view.Query) { Columns = view.Columns, IsMaterialized = view.IsMaterialized, Line = line });
                break;
            case CreateSchema schema when draft.Own(new ObjectName(schema.Name, "")).Schema is { } name:
                draft.Namespaces.Add(name);
                break;
            case CreateRoutine routine:
                draft.Add(new SchemaObject(routine.Kind, draft.Own(routine.Name), routine.Text) { Line = line });
                break;
            case CreateTrigger trigger:
                draft.Add(new SchemaObject(ObjectKind.Trigger, new ObjectName(null, trigger.Name), Source(trigger), draft.Own(trigger.Table)) { Line = line });
                break;
            case CreateDomain domain:
                draft.Add(new SchemaObject(ObjectKind.Domain, draft.Own(domain.Name), domain.Text) { Line = line });
                break;
            case CreateType type:
                draft.Add(new SchemaObject(ObjectKind.Type, draft.Own(type.Name), type.Text) { Line = line });
                break;
            case CreateOther { Name: { } name } other:
                draft.Add(new SchemaObject(other.Kind, other.On is null ? draft.Own(name) : name, other.Text, other.On is null ? null : draft.Own(other.On)) { Line = line });
                break;
            case AlterOther alter:
                AlterOther(alter);
                break;
        }
    }

    /// <summary>A body is kept as it was written: its comments and lines matter to whoever reads it later.</summary>
    private string Source(CreateTrigger trigger) => text.Source[trigger.Start..trigger.End];

    private void Alter(AlterTable alter, int line)
    {
        switch (alter.Kind)
        {
            case ObjectKind.Table or ObjectKind.ForeignTable:
                Note(TableAlterations.Apply(draft, alter, line), "table", alter.Name, line);
                break;
            case ObjectKind.Index:
                foreach (var rename in alter.Actions.OfType<RenameTable>())
                {
                    draft.RenameIndex(alter.Name.Name, rename.NewName.Name);
                }

                break;
            case ObjectKind.View or ObjectKind.MaterializedView:
                foreach (var rename in alter.Actions.OfType<RenameTable>())
                {
                    draft.RenameView(alter.Name, rename.NewName.Name);
                }

                break;
            case ObjectKind.Sequence:
                draft.AlterSequence(alter.Name, alter.Text);
                break;
        }
    }

    private void AlterOther(AlterOther alter)
    {
        if (alter is { Kind: ObjectKind.Type, NewName: { } newName, Name: { } name })
        {
            draft.RenameType(name, newName);
        }
        else if (alter is { Kind: ObjectKind.Sequence, Name: { } sequence })
        {
            draft.AlterSequence(sequence, alter.Text);
        }
    }

    private void Drop(DropObjects drop, int line)
    {
        foreach (var name in drop.Names)
        {
            var isFound = drop.Kind switch
            {
                ObjectKind.Table or ObjectKind.ForeignTable => draft.DropTable(name),
                ObjectKind.Index => draft.DropIndex(name.Name),
                ObjectKind.View or ObjectKind.MaterializedView => draft.Views.RemoveAll(view => draft.Same(view.Name, draft.Own(name))) > 0,
                ObjectKind.Sequence => draft.Sequences.RemoveAll(sequence => draft.Same(sequence.Name, draft.Own(name))) > 0,
                ObjectKind.Type when draft.Enums.RemoveAll(type => draft.Same(type.Name, draft.Own(name))) > 0 => true,
                ObjectKind.Schema => draft.DropNamespace(name.Name),
                _ => draft.Others.RemoveAll(other => other.Kind == drop.Kind && other.Name.Name == name.Name) > 0,
            };
            Note(isFound || drop.IfExists, drop.Kind.ToString().ToLowerInvariant(), name, line);
        }
    }

    private void Note(bool isFound, string kind, ObjectName name, int line)
    {
        if (!isFound)
        {
            findings.Add(new Finding(
                UnknownObject, Severity.Error, $"The {kind} {name}, or what is changed of it, was not created before this statement. Give the whole schema, in the order in which it is applied.", Line: line, Object: $"{kind}/{name}"));
        }
    }
}
