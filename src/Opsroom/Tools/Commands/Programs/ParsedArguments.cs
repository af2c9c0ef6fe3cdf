using System.Collections.Immutable;

namespace Opsroom.Tools.Commands.Programs;

/// <param name="Value">Its value, or null.</param>
internal sealed record GivenOption(string Name, string? Value);

/// <param name="Words">The words of the command, or a script where <paramref name="IsText"/>.</param>
internal sealed record GivenCommand(ImmutableArray<string> Words, bool IsText);

/// <summary>The words of a command, told apart from its options.</summary>
internal sealed record ParsedArguments(ImmutableArray<string> Positionals, ImmutableArray<GivenOption> Options, GivenCommand? Inner, bool AsksForHelp)
{
    /// <summary>Options that the table does not name.</summary>
    public ImmutableHashSet<string> Unknown { get; init; } = [];

    /// <param name="unknownTakesValue">Whether an option that the table does not know takes the next word.</param>
    /// <param name="hasUnknown">Whether there is such an option, and the reading depends on it.</param>
    public static ParsedArguments Read(EffectTable table, ImmutableArray<string> arguments, bool unknownTakesValue, out bool hasUnknown)
    {
        var reader = new ArgumentReader(table, arguments, unknownTakesValue);
        var parsed = reader.Read();
        hasUnknown = reader.HasUnknown;
        return parsed;
    }
}

internal sealed class ArgumentReader(EffectTable table, ImmutableArray<string> arguments, bool unknownTakesValue)
{
    private readonly ImmutableArray<string>.Builder positionals = ImmutableArray.CreateBuilder<string>();
    private readonly ImmutableArray<GivenOption>.Builder options = ImmutableArray.CreateBuilder<GivenOption>();
    private int at;
    private bool asksForHelp;

    public bool HasUnknown { get; private set; }

    public ParsedArguments Read()
    {
        if (arguments is ["--version" or "-V" or "--help"])
        {
            return new([], [], null, AsksForHelp: true);
        }

        GivenCommand? inner = null;
        while (at < arguments.Length && inner is null)
        {
            var word = arguments[at];
            if (word == "--")
            {
                inner = ReadDashes();
            }
            else if (word.Length > 1 && word[0] == '-' && (inner = BeginInner(word)) is null)
            {
                ReadOption(word);
            }
            else if (inner is null && (inner = BeginInner(word)) is null)
            {
                positionals.Add(word);
                at++;
            }
        }

        return new(positionals.ToImmutable(), options.ToImmutable(), inner, asksForHelp)
        {
            Unknown = [.. options.Select(option => option.Name).Where(name => !table.Takes.Contains(name) && !table.Alone.Contains(name))],
        };
    }

    private GivenCommand? ReadDashes()
    {
        at++;
        var found = table.Inner.FirstOrDefault(each => each.Words.Fits(Current) && (each.AfterDashes || positionals.Count >= each.Words.Length + each.Skip));
        if (found is not null)
        {
            return Command(found);
        }

        while (at < arguments.Length)
        {
            if (BeginInner(arguments[at]) is { } inner)
            {
                return inner;
            }

            positionals.Add(arguments[at++]);
        }

        return null;
    }

    private GivenCommand Command(InnerCommand found) => new(found.Program is { } program ? [program, .. arguments[at..]] : arguments[at..], found.IsText);

    private ParsedArguments Current => new(positionals.ToImmutable(), [], null, false);

    /// <summary>The command that begins at this word, where one may begin here.</summary>
    private GivenCommand? BeginInner(string word)
    {
        if (table.Inner.IsEmpty)
        {
            return null;
        }

        var found = table.Inner.FirstOrDefault(each => positionals.Count == each.Words.Length + each.Skip && each.Words.Fits(Current));
        // options of the program itself may still stand before the command, but not once a word of another kind (an image, a host) has come
        return found is null || (word.StartsWith('-') && (found.Skip == 0 || found.AfterDashes)) ? null : Command(found);
    }

    private void ReadOption(string word)
    {
        at++;
        if (table.Help.Contains(word))
        {
            asksForHelp = true;
            return;
        }

        var equals = word.IndexOf('=', StringComparison.Ordinal);
        if (word.StartsWith("--", StringComparison.Ordinal) || (table.SingleDash && word.Length > 2))
        {
            var name = equals < 0 ? word : word[..equals];
            name = table.SingleDash && name.StartsWith("--", StringComparison.Ordinal) ? name[1..] : name;
            options.Add(new(name, equals >= 0 ? word[(equals + 1)..] : TakesValue(name) ? Next() : null));
            return;
        }

        if (word.Length > 2 && (table.Takes.Contains(word) || table.Alone.Contains(word)))
        {
            options.Add(new(word, table.Takes.Contains(word) ? Next() : null));
            return;
        }

        ReadLetters(word);
    }

    private void ReadLetters(string word)
    {
        for (var i = 1; i < word.Length; i++)
        {
            var name = "-" + word[i];
            var isLast = i == word.Length - 1;
            if (table.Takes.Contains(name))
            {
                options.Add(new(name, isLast ? Next() : word[(i + 1)..].TrimStart('=')));
                return;
            }

            options.Add(new(name, isLast && !table.Alone.Contains(name) && TakesValue(name) ? Next() : null));
        }
    }

    private string? Next() => at < arguments.Length ? arguments[at++] : null;

    private bool TakesValue(string name)
    {
        if (table.Takes.Contains(name))
        {
            return true;
        }

        if (table.Alone.Contains(name) || (table.Verbs == 0 && table.Inner.IsEmpty))
        {
            return false;
        }

        HasUnknown = true;
        return unknownTakesValue;
    }
}
