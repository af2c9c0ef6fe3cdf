namespace Opsroom.Tools.Incidents.Bundles;

/// <summary>Where something stands in the evidence.</summary>
/// <param name="Source">The file, as a path in the bundle.</param>
/// <param name="Location"><c>line 12</c>, <c>lines 12-14</c>, a JSON pointer, <c>document 2, /status/phase</c>, or <c>line 12, /msg</c>.</param>
internal readonly record struct Place(string Source, string Location)
{
    /// <summary>A line, from 1.</summary>
    public static Place Line(string source, int number) => new(source, $"line {number}");

    /// <summary>Some lines, both from 1 and included.</summary>
    public static Place Lines(string source, int first, int last) => first == last ? Line(source, first) : new(source, $"lines {first}-{last}");

    /// <summary>What stands under this place in a structured file: <c>At("status", "phase")</c>.</summary>
    public Place At(params ReadOnlySpan<string> keys)
    {
        var location = Location;
        foreach (var key in keys)
        {
            // document 2 or line 12 is followed by its first key after a comma
            location += location.Length == 0 || location.Contains('/', StringComparison.Ordinal) ? $"/{Escaped(key)}" : $", /{Escaped(key)}";
        }

        return this with { Location = location };
    }

    /// <summary>The item of a list, from 0.</summary>
    public Place Item(int index) => At(index.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>A key as JSON pointers write it (RFC 6901).</summary>
    public static string Escaped(string key) => key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
