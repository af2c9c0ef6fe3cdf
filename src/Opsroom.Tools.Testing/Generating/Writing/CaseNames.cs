using System.Globalization;
using System.Text.RegularExpressions;

namespace Opsroom.Tools.Testing.Generating.Writing;

/// <summary>Names of tests that nobody has to choose twice.</summary>
internal sealed partial class CaseNames
{
    private readonly Dictionary<string, int> _used = new(StringComparer.Ordinal);

    /// <summary>The name, with a number where it is taken.</summary>
    public string Next(string wanted)
    {
        var name = Foreign().Replace(wanted, "_").Trim('_');
        name = name.Length == 0 || char.IsAsciiDigit(name[0]) ? "it_" + name : name;
        var count = _used[name] = _used.GetValueOrDefault(name) + 1;
        return count == 1 ? name : Next(name + "_" + count.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>What a recorded case is called.</summary>
    public string Of(ExploredCase explored)
    {
        var last = explored.Steps[^1];
        var called = last.Bind is not null || explored.Steps.Length == 1 ? explored.Target : $"{explored.Target}_{Called(last.Code)}";
        return Next(last.Raises is { } raised ? $"{called}_raises_{raised.Split('.')[^1]}" : last.Bind is not null ? $"{called}_begins" : $"{called}_gives");
    }

    /// <summary>What a recorded case asserts, for a person.</summary>
    public static string Asserts(ExploredCase explored)
    {
        var last = explored.Steps[^1];
        var text = last.Raises is { } raised ? $"{last.Code} raises {raised}" : last.Value is { } value ? $"{last.Code} is {value}" : $"{last.Code}: {string.Join(", ", last.PartsOf("result").Concat(last.Changes).Take(4).Select(part => $"{part.Path} is {part.Value}"))}";
        return OutsideText.OneLine(explored.Steps.Length > 1 ? $"after {explored.Steps.Length - 1} calls, {text}" : text, 300);
    }

    private static string Called(string code) => Foreign().Replace(code.Split('(')[0].Split('.')[^1], "_");

    [GeneratedRegex(@"\W+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Foreign();
}
