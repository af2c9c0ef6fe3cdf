using Opsroom.Server.Errors;

namespace Opsroom.Server.Requests;

/// <summary>Which page of a list a query asks for.</summary>
internal sealed record PageQuery(int Limit, string? Cursor)
{
    /// <summary>Reads <c>limit</c> and <c>cursor</c>. What is wrong stands in <paramref name="fields"/>.</summary>
    /// <param name="defaultLimit">Items of a page where the query does not say how many.</param>
    /// <param name="mostItems">Items a page may have.</param>
    public static PageQuery Of(RequestFields fields, int defaultLimit = 50, int mostItems = 200) =>
        new(LimitOf(fields, defaultLimit, mostItems), fields.Text("cursor", TextRule.AnyInQuery));

    public static int LimitOf(RequestFields fields, int defaultLimit, int mostItems) => (int)(fields.Whole("limit", 1, mostItems) ?? defaultLimit);

    /// <summary>The answer to a cursor that is none of this list's.</summary>
    public static ErrorAnswer StrangeCursor(RequestFields fields)
    {
        fields.Refuse("value_error", "cursor", "Value error, this is not a cursor that a page before gave");
        return ErrorAnswer.Invalid(fields.Problems);
    }
}
