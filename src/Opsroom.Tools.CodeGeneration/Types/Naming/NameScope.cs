using System.Globalization;

namespace Opsroom.Tools.CodeGeneration.Types.Naming;

/// <summary>Names that stand beside each other: what is taken twice gets a number.</summary>
internal sealed class NameScope(StringComparer comparer)
{
    private readonly HashSet<string> taken = new(comparer);
    private readonly Dictionary<string, int> numbers = new(comparer);

    public NameScope(StringComparer comparer, IEnumerable<string> reserved)
        : this(comparer) => taken.UnionWith(reserved);

    /// <summary>The name where it is free, else the name with the first number that is.</summary>
    public string Take(string name)
    {
        if (taken.Add(name))
        {
            return name;
        }

        var number = numbers.GetValueOrDefault(name, 1);
        string numbered;
        do
        {
            number++;
            numbered = name + (char.IsDigit(name[^1]) ? "_" : "") + number.ToString(CultureInfo.InvariantCulture);
        }
        while (!taken.Add(numbered));

        numbers[name] = number;
        return numbered;
    }
}
