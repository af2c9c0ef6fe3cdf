using System.Globalization;

namespace Opsroom.Tools.Databases.Connections;

/// <summary>A row of an answer, by the names of its columns in whatever case.</summary>
public sealed class DatabaseRow(IReadOnlyDictionary<string, object?> values)
{
    public object? this[string column] => values[column];

    public IEnumerable<string> Columns => values.Keys;

    public string? Text(string column) => values.GetValueOrDefault(column) switch
    {
        null => null,
        string text => text,
        byte[] bytes => System.Text.Encoding.UTF8.GetString(bytes),
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        var other => other.ToString(),
    };

    public long? Number(string column) => values.GetValueOrDefault(column) switch
    {
        null => null,
        bool truth => truth ? 1 : 0,
        string text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
        IConvertible value => ToNumber(value),
        _ => null,
    };

    public bool Truth(string column) => values.GetValueOrDefault(column) switch
    {
        bool truth => truth,
        string text => text is "1" or "t" or "true" or "YES" or "yes",
        null => false,
        _ => Number(column) is not (null or 0),
    };

    /// <summary>The elements of an array of texts; none where the value is null.</summary>
    public IReadOnlyList<string> Texts(string column) => values.GetValueOrDefault(column) is Array array ? [.. array.Cast<object?>().Select(each => each?.ToString() ?? "")] : [];

    private static long? ToNumber(IConvertible value)
    {
        var number = value.ToDecimal(CultureInfo.InvariantCulture);
        return number is >= long.MinValue and <= long.MaxValue ? (long)number : null;
    }
}
