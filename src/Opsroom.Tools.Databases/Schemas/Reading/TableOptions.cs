using System.Collections.Immutable;

namespace Opsroom.Tools.Databases.Schemas.Reading;

/// <summary>The options of a table that say something about its schema: neither where its counter stands nor how full its pages are.</summary>
internal static class TableOptions
{
    public static ImmutableSortedDictionary<string, string> Of(IEnumerable<KeyValuePair<string, string>> options) => options
        .Where(option => option.Key is "ENGINE" or "CHARACTER SET" or "COLLATE" or "ROW_FORMAT" or "STRICT" or "WITHOUT ROWID")
        .ToImmutableSortedDictionary(option => option.Key, option => option.Value, StringComparer.Ordinal);
}
