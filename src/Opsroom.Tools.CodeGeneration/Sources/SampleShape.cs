using System.Globalization;
using System.Text.Json;

namespace Opsroom.Tools.CodeGeneration.Sources;

/// <summary>What the values seen at one place of samples have in common.</summary>
internal sealed class SampleShape
{
    private int seenIn;

    public int Count { get; private set; }

    public bool HasNull { get; private set; }

    public bool HasBoolean { get; private set; }

    public bool HasWhole { get; private set; }

    public bool HasFraction { get; private set; }

    public int Texts { get; private set; }

    public int Dates { get; private set; }

    public int DateTimes { get; private set; }

    public int Uuids { get; private set; }

    public int Objects { get; private set; }

    public bool HasList { get; private set; }

    /// <summary>Values of all lists seen here.</summary>
    public SampleShape? Items { get; private set; }

    /// <summary>In the order in which they were first seen.</summary>
    public OrderedDictionary<string, SampleShape> Properties { get; } = new(StringComparer.Ordinal);

    /// <summary>In how many of the objects around it it was.</summary>
    public int Presence { get; private set; }

    public void Add(JsonElement value)
    {
        Count++;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                Objects++;
                foreach (var property in value.EnumerateObject())
                {
                    if (!Properties.TryGetValue(property.Name, out var shape))
                    {
                        Properties[property.Name] = shape = new SampleShape();
                    }

                    if (shape.seenIn != Objects)
                    {
                        shape.seenIn = Objects;
                        shape.Presence++;
                    }

                    shape.Add(property.Value);
                }

                break;
            case JsonValueKind.Array:
                HasList = true;
                Items ??= new SampleShape();
                foreach (var item in value.EnumerateArray())
                {
                    Items.Add(item);
                }

                break;
            case JsonValueKind.String:
                AddText(value.GetString()!);
                break;
            case JsonValueKind.Number:
                var isWhole = value.TryGetInt64(out _);
                HasWhole |= isWhole;
                HasFraction |= !isWhole;
                break;
            case JsonValueKind.True or JsonValueKind.False:
                HasBoolean = true;
                break;
            default:
                HasNull = true;
                break;
        }
    }

    /// <summary>Adds everything that was seen at another place.</summary>
    public void Take(SampleShape other)
    {
        Count += other.Count;
        Texts += other.Texts;
        Dates += other.Dates;
        DateTimes += other.DateTimes;
        Uuids += other.Uuids;
        Objects += other.Objects;
        Presence += other.Presence;
        HasNull |= other.HasNull;
        HasBoolean |= other.HasBoolean;
        HasWhole |= other.HasWhole;
        HasFraction |= other.HasFraction;
        HasList |= other.HasList;
        if (other.Items is { } items)
        {
            (Items ??= new SampleShape()).Take(items);
        }

        foreach (var (name, shape) in other.Properties)
        {
            if (!Properties.TryGetValue(name, out var own))
            {
                Properties[name] = own = new SampleShape();
            }

            own.Take(shape);
        }
    }

    private void AddText(string text)
    {
        Texts++;
        if (text.Length == 10 && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            Dates++;
        }
        else if (text.Length == 36 && Guid.TryParseExact(text, "D", out _))
        {
            Uuids++;
        }
        else if (text.Length is >= 20 and <= 40 && text[10] is 'T' or 't' && (text[^1] is 'Z' or 'z' || text[^6] is '+' or '-')
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            DateTimes++;
        }
    }
}
