using System.Collections.Immutable;

namespace Opsroom.Tools.Commands.Shell;

/// <summary>What a script has set so far: variables with every value they may have, functions, aliases, files it wrote.</summary>
internal sealed class Scope
{
    private const int MostValues = 8;

    private readonly Dictionary<string, ImmutableArray<string>> variables = new(StringComparer.Ordinal) { ["IFS"] = [" \t\n"] };

    public Dictionary<string, ShellNode> Functions { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Aliases { get; } = new(StringComparer.Ordinal);

    /// <summary>The text of files that the script wrote, and of what process substitutions yield.</summary>
    public Dictionary<string, string> Files { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, ImmutableArray<string>> Arrays { get; } = new(StringComparer.Ordinal);

    /// <summary><c>$1</c>, <c>$2</c>, …; null where they are the surrounding shell's.</summary>
    public ImmutableArray<string>? Positional { get; set; }

    /// <summary>How many branches and loops stand around the current place: what is set here may not be set.</summary>
    public int Uncertain { get; set; }

    /// <summary>Every value that a variable may have; empty for one that the script did not set.</summary>
    public ImmutableArray<string> Values(string name) => variables.GetValueOrDefault(name, []);

    public void Set(string name, string value, bool keepsOthers = false)
    {
        var keeps = keepsOthers || Uncertain > 0;
        var before = keeps ? (variables.TryGetValue(name, out var set) ? set : [Unknown.Text]) : [];
        variables[name] = before.Contains(value, StringComparer.Ordinal) ? before : before.Length >= MostValues ? [Unknown.Text, .. before.Skip(1).Take(MostValues - 2), value] : [.. before, value];
    }

    public void Unset(string name) => variables.Remove(name);
}

/// <summary>Goes through every combination of the values that the variables of one command may have.</summary>
internal sealed class Choices
{
    public const int Most = 32;

    private readonly Dictionary<string, int> indexOf = new(StringComparer.Ordinal);
    private readonly List<(int Chosen, int Count)> made = [];

    public int Round { get; private set; }

    /// <summary>The value of this round; within a round the same key gives the same.</summary>
    public string Choose(string key, ImmutableArray<string> values)
    {
        if (values.Length == 1)
        {
            return values[0];
        }

        if (!indexOf.TryGetValue(key, out var index))
        {
            index = indexOf.Count;
            indexOf[key] = index;
            if (index >= made.Count)
            {
                made.Add((0, values.Length));
            }
        }

        return values[Math.Min(made[index].Chosen, values.Length - 1)];
    }

    /// <summary>Whether there is another combination.</summary>
    public bool Next()
    {
        indexOf.Clear();
        Round++;
        while (made.Count > 0)
        {
            var (chosen, count) = made[^1];
            if (chosen + 1 < count)
            {
                made[^1] = (chosen + 1, count);
                return true;
            }

            made.RemoveAt(made.Count - 1);
        }

        return false;
    }
}
