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

    /// <summary>Whether it was written with an option in mind, such as a dry-run.</summary>
    public bool AsksForOption => Conditions.Any(each => !each.IsNegated);

    public bool Fits(ParsedArguments arguments) => Words.Fits(arguments) && Conditions.All(each => each.Holds(arguments, Effect > CommandEffect.Read));
}

/// <summary>Alternatives per leading word; <c>...</c> lets any words stand before the next one, <c>.</c> at the end means that no word follows.</summary>
internal sealed record WordPattern(ImmutableArray<ImmutableArray<string>> Alternatives)
{
    public int Length => Alternatives.Length;

    public static WordPattern Parse(IEnumerable<string> words) => new([.. words.Select(word => word.Split('|').ToImmutableArray())]);

    public bool Fits(ParsedArguments arguments)
    {
        if (Alternatives is [.., ["."]])
        {
            return arguments.Positionals.Length == Alternatives.Length - 1 && arguments.Inner is not { Words.IsEmpty: false } && (Alternatives is [["."]] || Fits(arguments.Positionals, 0, 0, Alternatives.Length - 1));
        }

        return Fits(arguments.Positionals, 0, 0, Alternatives.Length);
    }

    private bool Fits(ImmutableArray<string> words, int word, int pattern, int end)
    {
        if (pattern == end)
        {
            return true;
        }

        if (Alternatives[pattern] is ["..."])
        {
            return Enumerable.Range(word, Math.Max(0, words.Length - word)).Any(start => Fits(words, start, pattern + 1, end));
        }

        return word < words.Length && Alternatives[pattern].Any(each => TextPatterns.Fits(words[word], each)) && Fits(words, word + 1, pattern + 1, end);
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

    /// <param name="guesses">Whether an option counts that is cut off, as many programs allow: only where that makes the answer harsher.</param>
    public bool Holds(ParsedArguments arguments, bool guesses)
    {
        var given = arguments.Options.LastOrDefault(option => Names.Any(name => TextPatterns.Fits(option.Name, name) || IsDenial(option.Name, name) || (guesses && arguments.Unknown.Contains(option.Name) && IsCutOff(option.Name, name))));
        var holds = given is not null && !Names.Any(name => IsDenial(given.Name, name)) && (Values.IsEmpty ? given.Value is not "false" : Values.Any(value => TextPatterns.Fits(given.Value ?? "", value)));
        return holds != IsNegated;
    }

    private static bool IsDenial(string given, string name) => given.StartsWith("--no-", StringComparison.Ordinal) && name.StartsWith("--", StringComparison.Ordinal) && given.AsSpan(5).SequenceEqual(name.AsSpan(2));

    private static bool IsCutOff(string given, string name) => given.Length >= 5 && given.StartsWith("--", StringComparison.Ordinal) && name.Length > given.Length && name.StartsWith(given, StringComparison.Ordinal);
}

/// <summary>Where the command stands that a program runs.</summary>
/// <param name="Skip">How many words stand between the subcommand and the command.</param>
/// <param name="AfterDashes">Whether it begins behind <c>--</c>, where there is one.</param>
/// <param name="Program">The program whose arguments they are; null where the first word names it.</param>
internal sealed record InnerCommand(WordPattern Words, int Skip, bool IsText, bool AfterDashes, string? Program);

/// <summary>A script or SQL in an option's value, in the words, or in what is fed.</summary>
/// <param name="Dialect">The dialect of SQL; null for a script.</param>
/// <param name="Options">The options, empty for none.</param>
/// <param name="FromWord">The first word that is such a text, or null.</param>
internal sealed record FedText(WordPattern Words, ImmutableArray<OptionCondition> Conditions, SqlDialect? Dialect, ImmutableArray<string> Options, int? FromWord, bool IsInput)
{
    public bool Fits(ParsedArguments arguments) => Words.Fits(arguments) && Conditions.All(each => each.Holds(arguments, guesses: false));

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
