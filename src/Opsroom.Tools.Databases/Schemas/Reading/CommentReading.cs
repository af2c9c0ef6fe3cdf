using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Schemas.Reading;

/// <summary>Applies COMMENT ON.</summary>
internal static class CommentReading
{
    public static void Apply(SchemaDraft draft, CommentOn comment)
    {
        if (comment.Name is not { } named)
        {
            return;
        }

        var name = draft.Own(named);
        switch (comment.On)
        {
            case "TABLE":
                draft.Change(name, table => table with { Comment = comment.Comment });
                break;
            case "COLUMN" when comment.Label is { } label:
                draft.Change(name, table => table with { Columns = [.. table.Columns.Select(column => column.Name == label ? column with { Comment = comment.Comment } : column)] });
                break;
            case "VIEW" or "MATERIALIZED VIEW":
                Replace(draft.Views, view => draft.Same(view.Name, name), view => view with { Comment = comment.Comment });
                break;
            case "TYPE":
                Replace(draft.Enums, type => draft.Same(type.Name, name), type => type with { Comment = comment.Comment });
                break;
            case "SEQUENCE":
                Replace(draft.Sequences, sequence => draft.Same(sequence.Name, name), sequence => sequence with { Comment = comment.Comment });
                break;
            case "INDEX":
                draft.ChangeIndex(named.Name, index => index with { Comment = comment.Comment });
                break;
        }
    }

    private static void Replace<T>(List<T> all, Predicate<T> wanted, Func<T, T> change)
    {
        if (all.FindIndex(wanted) is >= 0 and var at)
        {
            all[at] = change(all[at]);
        }
    }
}
