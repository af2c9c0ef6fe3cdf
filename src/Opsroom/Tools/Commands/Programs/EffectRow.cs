using System.Collections.Immutable;
using Opsroom.Tools.Commands.Shell;
using Opsroom.Tools.Commands.Sql;

namespace Opsroom.Tools.Commands.Programs;

/// <summary>A row of a table: under which words and options which effect follows.</summary>
/// <param name="IsFloor">Whether it only raises what other rows say.</param>
/// <param name="Words">What the leading words must be.</param>
internal sealed record EffectRow(CommandEffect Effect, bool IsFloor, WordPattern Words, ImmutableArray<OptionCondition> Conditions, string? Why)
{
    public bool IsDefault => Words.Length == 0 && Conditions.IsEmpty;

    public bool Fits(ParsedArguments arguments) => Words.Fits(arguments) && Conditions.All(each => each.Holds(arguments));
}

/// <summary>Alternatives per leading word; <c>...</c> lets any words stand before the next one, <c>.</c> alone means that there are no words.</summary>
internal sealed record WordPattern(ImmutableArray<ImmutableArray<string>> Alternatives)
{
    public int Length => Alternatives.Length;

    public static WordPattern Parse(IEnumerable<string> words) => new([.. words.Select(word => word.Split('|').ToImmutableArray())]);

    public bool Fits(ParsedArguments arguments)
    {
        if (Alternatives is [["."]])
        {
            return arguments.Positionals.IsEmpty && arguments.Inner is not { Words.IsEmpty: false };
        }

        return Fits(arguments.Positionals, 0, 0);
    }

    private bool Fits(ImmutableArray<string> words, int word, int pattern)
    {
        if (pattern == Alternatives.Length)
        {
            return true;
        }

        if (Alternatives[pattern] is ["..."])
        {
            return Enumerable.Range(word, Math.Max(0, words.Length - word)).Any(start => Fits(words, start, pattern + 1));
        }

        return word < words.Length && Alternatives[pattern].Any(each => TextPatterns.Fits(words[word], each)) && Fits(words, word + 1, pattern + 1);
    }
}

/// <summary>An option that must stand in the line, or must not.</summary>
/// <param name="Names">Its spellings.</param>
/// <param name="Values">Patterns for its last value, empty where any will do; the empty pattern means that it has no value.</param>
internal sealed record OptionCondition(string Text, bool IsNegated, ImmutableArray<string> Names, ImmutableArray<string> Values)
{
    public static OptionCondition Parse(string text)
    {
        var isNegated = text.StartsWith('!');
        var body = isNegated ? text[1..] : text;
        var equals = body.IndexOf('=', StringComparison.Ordinal);
        return new(text, isNegated, [.. (equals < 0 ? body : body[..equals]).Split('|')], equals < 0 ? [] : [.. body[(equals + 1)..].Split('|')]);
    }

    public bool Holds(ParsedArguments arguments)
    {
        var given = arguments.Options.LastOrDefault(option => Names.Any(name => TextPatterns.Fits(option.Name, name)));
        var holds = given is not null && (Values.IsEmpty ? given.Value is not "false" : Values.Any(value => TextPatterns.Fits(given.Value ?? "", value)));
        return holds != IsNegated;
    }
}

/// <summary>Where the command stands that a program runs.</summary>
/// <param name="Skip">How many words stand between the subcommand and the command.</param>
/// <param name="AfterDashes">Whether it begins behind <c>--</c>, where there is one.</param>
internal sealed record InnerCommand(WordPattern Words, int Skip, bool IsText, bool AfterDashes);

/// <summary>A script or SQL in an option's value, in the words, or in what is fed.</summary>
/// <param name="Dialect">The dialect of SQL; null for a script.</param>
/// <param name="Options">The options, empty for none.</param>
/// <param name="FromWord">The first word that is such a text, or null.</param>
internal sealed record FedText(WordPattern Words, ImmutableArray<OptionCondition> Conditions, SqlDialect? Dialect, ImmutableArray<string> Options, int? FromWord, bool IsInput)
{
    public bool Fits(ParsedArguments arguments) => Words.Fits(arguments) && Conditions.All(each => each.Holds(arguments));

    public IEnumerable<string> Contents(ParsedArguments arguments, string? input)
    {
        foreach (var option in arguments.Options.Where(option => option.Value is not null && Options.Contains(option.Name, StringComparer.Ordinal)))
        {
            yield return option.Value!;
        }

        if (FromWord is { } first)
        {
            foreach (var word in arguments.Positionals.Skip(first))
            {
                yield return word;
            }
        }

        if (IsInput && input is not null)
        {
            yield return input;
        }
    }

    public void Follow(Invocation call, string content)
    {
        if (Dialect is { } dialect)
        {
            call.RunSql(content, dialect);
        }
        else
        {
            call.RunScript(content);
        }
    }
}
