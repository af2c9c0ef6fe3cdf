using System.Collections.Immutable;
using System.ComponentModel;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Linting;

/// <summary>How large a table is, as far as the caller knows.</summary>
public sealed record TableSize([property: Description("How many rows it has.")] long? Rows = null, [property: Description("How many bytes it takes.")] long? Bytes = null);

/// <summary>The sizes that were given, by table.</summary>
internal sealed class TableSizes(IReadOnlyDictionary<string, TableSize>? sizes)
{
    /// <summary>Below this nobody notices a lock, as long as it can be had.</summary>
    private const long FewRows = 1_000;
    private const long FewBytes = 1 << 20;

    /// <summary>Where only rows are known.</summary>
    private const long BytesPerRow = 200;

    private readonly ImmutableDictionary<string, TableSize> known = (sizes ?? new Dictionary<string, TableSize>(StringComparer.Ordinal)).ToImmutableDictionary(each => each.Key, each => each.Value, StringComparer.OrdinalIgnoreCase);

    public TableSize? Find(ObjectName name) => known.GetValueOrDefault(name.ToString()) ?? known.GetValueOrDefault(name.Name) ?? known.GetValueOrDefault($"public.{name.Name}");

    public bool IsSmall(ObjectName name) => Find(name) is { } size && (size.Rows is not null || size.Bytes is not null) && size.Rows is not >= FewRows && size.Bytes is not >= FewBytes;

    /// <summary>About how many bytes; null where nothing is known.</summary>
    public long? Bytes(ObjectName name) => Find(name) is { } size ? size.Bytes ?? (size.Rows * BytesPerRow) : null;
}
