using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Opsroom.Tools.Harness.Generation;

/// <summary>
/// Reads a free object of options by name, in any usual spelling (<c>docker_connector</c>, <c>dockerConnector</c>, <c>docker-connector</c>). What has the wrong
/// shape is a fault; what nobody asked for is left over.
/// </summary>
internal sealed partial class OptionReader
{
    private const int MaxText = 20_000;

    private readonly Dictionary<string, (string Given, JsonElement Value)> values = new(StringComparer.Ordinal);
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);
    private readonly List<string> faults = [];
    private readonly string prefix;

    public OptionReader(JsonElement? options, string prefix)
    {
        this.prefix = prefix;
        switch (options)
        {
            case null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined }:
                break;
            case { ValueKind: JsonValueKind.Object } element:
                foreach (var property in element.EnumerateObject())
                {
                    values[Normalize(property.Name)] = (property.Name, property.Value);
                }

                break;
            default:
                faults.Add($"{prefix} must be an object");
                break;
        }
    }

    /// <summary>What is wrong with the values that were read, one sentence each.</summary>
    public IReadOnlyList<string> Faults => faults;

    /// <summary>Names, as given, that no read has asked for.</summary>
    public IEnumerable<string> LeftOver => values.Where(pair => !asked.Contains(pair.Key)).Select(pair => pair.Value.Given);

    /// <summary>Names that were asked for.</summary>
    public IReadOnlyCollection<string> Known => asked;

    public void Refuse(string name, string fault) => faults.Add($"{prefix}.{name} {fault}");

    /// <summary>A value that a raw read judges itself.</summary>
    public JsonElement? Raw(params ReadOnlySpan<string> names)
    {
        JsonElement? found = null;
        foreach (var name in names)
        {
            asked.Add(name);
            if (found is null && values.TryGetValue(name, out var entry) && entry.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined))
            {
                found = entry.Value;
            }
        }

        return found;
    }

    /// <summary>Text without Harness expressions. A number is taken as its digits.</summary>
    public string? Text(params ReadOnlySpan<string> names)
    {
        if (Raw(names) is not { } value)
        {
            return null;
        }

        return ToText(value, names[0]);
    }

    /// <summary>The identifier of something in Harness, with its scope (<c>account.docker</c>), or <c>&lt;+input&gt;</c>.</summary>
    public string? Reference(params ReadOnlySpan<string> names)
    {
        if (Raw(names) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && value.GetString() is { } text && (text == "<+input>" || ScopedIdentifier().IsMatch(text)))
        {
            return text;
        }

        Refuse(names[0], "must be an identifier in Harness, such as account.docker_hub, or <+input>");
        return null;
    }

    public int? Whole(int least, int most, params ReadOnlySpan<string> names)
    {
        if (Raw(names) is not { } value)
        {
            return null;
        }

        if (TryWhole(value, least, most, out var number))
        {
            return number;
        }

        Refuse(names[0], $"must be a whole number from {least} to {most}");
        return null;
    }

    public ImmutableArray<int> Wholes(int least, int most, params ReadOnlySpan<string> names)
    {
        if (Raw(names) is not { } value)
        {
            return [];
        }

        var numbers = ImmutableArray.CreateBuilder<int>();
        foreach (var item in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().AsEnumerable() : [value])
        {
            if (!TryWhole(item, least, most, out var number))
            {
                Refuse(names[0], $"must be a list of whole numbers from {least} to {most}");
                return [];
            }

            numbers.Add(number);
        }

        return numbers.ToImmutable();
    }

    /// <summary>A list of texts; one text is taken as a list of one.</summary>
    public ImmutableArray<string> Texts(params ReadOnlySpan<string> names)
    {
        if (Raw(names) is not { } value)
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            return ToText(value, names[0]) is { } one ? [one] : [];
        }

        var texts = ImmutableArray.CreateBuilder<string>();
        foreach (var item in value.EnumerateArray())
        {
            if (ToText(item, names[0]) is not { } text)
            {
                return [];
            }

            texts.Add(text);
        }

        return texts.ToImmutable();
    }

    /// <summary>An object of texts.</summary>
    public ImmutableArray<KeyValuePair<string, string>> TextMap(params ReadOnlySpan<string> names)
    {
        if (Raw(names) is not { } value)
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            Refuse(names[0], "must be an object of texts");
            return [];
        }

        var pairs = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        foreach (var property in value.EnumerateObject())
        {
            if (property.Name.Contains("<+", StringComparison.Ordinal) || property.Name.Length is 0 or > 128)
            {
                Refuse(names[0], "has a key that is empty, longer than 128 characters or holds an expression");
                return [];
            }

            if (ToText(property.Value, names[0]) is { } text)
            {
                pairs.Add(new(property.Name, text));
            }
        }

        return pairs.ToImmutable();
    }

    /// <summary>A duration in Harness's notation: <c>90s</c>, <c>10m</c>, <c>1h 30m</c>, <c>1d</c>.</summary>
    public string? Duration(params ReadOnlySpan<string> names)
    {
        if (Text(names) is not { } text)
        {
            return null;
        }

        if (HarnessDuration.IsValid(text))
        {
            return text;
        }

        Refuse(names[0], $"must be a duration such as 90s, 10m, 1h or 1d, not \"{(text.Length > 40 ? text[..40] + "…" : text)}\"");
        return null;
    }

    private string? ToText(JsonElement value, string name)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
        if (text is null)
        {
            Refuse(name, "must be text");
        }
        else if (text.Length > MaxText)
        {
            Refuse(name, $"must have at most {MaxText:N0} characters");
            text = null;
        }
        else if (text.Contains("<+", StringComparison.Ordinal))
        {
            Refuse(name, "must not hold a Harness expression (<+…>); put it into the pipeline afterwards, where it can be reviewed");
            text = null;
        }

        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    private static bool TryWhole(JsonElement value, int least, int most, out int number)
    {
        number = 0;
        var isWhole = value.ValueKind == JsonValueKind.Number
            ? value.TryGetInt32(out number)
            : value.ValueKind == JsonValueKind.String && int.TryParse(value.GetString(), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out number);
        return isWhole && number >= least && number <= most;
    }

    private static string Normalize(string name) => CamelHump().Replace(name, "${before}_${hump}").Replace('-', '_').Replace(' ', '_').ToLowerInvariant();

    [GeneratedRegex(@"^(?:(?:account|org)\.)?[A-Za-z_][0-9A-Za-z_]{0,127}\z", RegexOptions.NonBacktracking)]
    private static partial Regex ScopedIdentifier();

    [GeneratedRegex("(?<before>[a-z0-9])(?<hump>[A-Z])", RegexOptions.NonBacktracking)]
    private static partial Regex CamelHump();
}
