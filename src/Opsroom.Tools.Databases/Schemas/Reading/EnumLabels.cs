using System.Collections.Immutable;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Schemas.Reading;

/// <summary>Puts a label where ALTER TYPE … ADD VALUE puts it.</summary>
internal static class EnumLabels
{
    public static ImmutableArray<string> With(ImmutableArray<string> labels, AddEnumValue added)
    {
        if (labels.Contains(added.Label, StringComparer.Ordinal))
        {
            return labels;
        }

        var at = added.Before is { } before ? labels.IndexOf(before) : added.After is { } after ? labels.IndexOf(after) + 1 : labels.Length;
        return labels.Insert(at < 0 ? labels.Length : at, added.Label);
    }
}
