using System.Collections.Immutable;

namespace Opsroom.Tools.Commands.Programs;

/// <summary>What one program does, as a table of its subcommands and options (<c>Tables/*.txt</c>).</summary>
internal sealed record EffectTable : IProgram
{
    public required ImmutableArray<string> Names { get; init; }

    /// <summary>Options whose value is the next word.</summary>
    public required ImmutableHashSet<string> Takes { get; init; }

    /// <summary>Options without a value.</summary>
    public required ImmutableHashSet<string> Alone { get; init; }

    /// <summary>Options that only show help, wherever they stand.</summary>
    public required ImmutableHashSet<string> Help { get; init; }

    /// <summary>How many leading words choose what is done.</summary>
    public required int Verbs { get; init; }

    /// <summary>Whether options of several letters have one dash.</summary>
    public required bool SingleDash { get; init; }

    /// <summary>Whether it shows the content of the files that it is given.</summary>
    public required bool Prints { get; init; }

    /// <summary>Whether it prints what is fed to it, or a part of it.</summary>
    public required bool Passes { get; init; }

    /// <summary>Whether words such as <c>A=1</c> may stand before the inner command.</summary>
    public required bool Assigns { get; init; }

    /// <summary>Whether the words behind the subcommand name objects, never a subcommand of it.</summary>
    public required bool NamesObjects { get; init; }

    public required ImmutableArray<EffectRow> Rows { get; init; }

    public required ImmutableArray<InnerCommand> Inner { get; init; }

    public required ImmutableArray<FedText> Texts { get; init; }

    IEnumerable<string> IProgram.Names => Names;

    public Outcome Judge(Invocation call)
    {
        var outcome = Judge(call, ParsedArguments.Read(this, call.Arguments, unknownTakesValue: false, out var hasUnknown));
        if (!hasUnknown)
        {
            return outcome;
        }

        // an option nobody knows may swallow the next word or not: the harsher reading counts
        var other = Judge(call, ParsedArguments.Read(this, call.Arguments, unknownTakesValue: true, out _));
        return other.Effect > outcome.Effect ? other : outcome;
    }

    private Outcome Judge(Invocation call, ParsedArguments arguments)
    {
        if (arguments.AsksForHelp)
        {
            return Outcome.Read("only shows help or a version");
        }

        var feeds = Feed(call, arguments);
        var row = Rows.LastOrDefault(each => !each.IsFloor && !(feeds && each.IsDefault) && each.Fits(arguments));
        var outcome = row is null
            ? feeds ? Outcome.Read("does what is fed to it") : Outcome.Change(Verbs > 0 && arguments.Positionals.Length > 0 ? $"`{arguments.Positionals[0]}` is no known subcommand of {call.Name}, so nobody can tell what it does" : "nobody can tell what it does")
            : new Outcome(row.Effect, row.Why ?? DefaultReason(call.Name, row, arguments));
        foreach (var floor in Rows.Where(each => each.IsFloor && each.Fits(arguments)))
        {
            outcome = outcome.AtLeast(floor.Effect, floor.Why ?? DefaultReason(call.Name, floor, arguments));
        }

        if (outcome.Effect == CommandEffect.Read && row is null or { AsksForOption: false })
        {
            outcome = Doubt(outcome, row, arguments);
        }

        if (arguments.Positionals.Take(Verbs).Any(Unknown.IsIn))
        {
            outcome = outcome.AtLeast(CommandEffect.Change, "the subcommand is not written out, so nobody can tell what runs");
            var without = arguments with { Positionals = arguments.Positionals.RemoveAll(Unknown.IsIn) };
            outcome = Rows.LastOrDefault(each => !each.IsFloor && each.Fits(without)) is { } hidden ? outcome.AtLeast(hidden.Effect, "an option or a subcommand is not written out, and what is written destroys") : outcome;
        }

        if (Prints && arguments.Positionals.Append(call.InputPath).FirstOrDefault(path => path is not null && Places.IsSecret(path)) is { } secret)
        {
            outcome = outcome.AtLeast(CommandEffect.Change, $"shows `{secret}`, which holds secrets");
        }

        return Passes && call.Input is { } input ? outcome with { Output = $"{Unknown.Text}\n{input}" } : outcome;
    }

    /// <summary>What a row calls harmless, unless a further word or an option tells by its name that it is not.</summary>
    private Outcome Doubt(Outcome outcome, EffectRow? row, ParsedArguments arguments)
    {
        if (TellingNames.Acting(arguments) is { } option)
        {
            outcome = outcome.AtLeast(CommandEffect.Change, $"`{option}` says by its name that it writes, runs or reveals something");
        }

        return row is { Words.Length: > 0 } && !NamesObjects && TellingNames.Of(arguments.Positionals, row.Words.Length) is { } doubt ? outcome.AtLeast(doubt.Effect, doubt.Why) : outcome;
    }

    /// <summary>Follows the command, script or SQL that the line hands to this program.</summary>
    private bool Feed(Invocation call, ParsedArguments arguments)
    {
        var fed = false;
        if (arguments.Inner is { Words.IsEmpty: false } inner)
        {
            var words = Assigns ? inner.Words.SkipWhile(word => IsAssignment(word)).ToImmutableArray() : inner.Words;
            foreach (var assignment in inner.Words.Take(inner.Words.Length - words.Length))
            {
                var equals = assignment.IndexOf('=', StringComparison.Ordinal);
                Shell.EnvironmentVariables.Judge(assignment[..equals], assignment[(equals + 1)..], call.Source, call.Walk, call.Scope);
            }

            fed = words.Length > 0;
            if (inner.IsText && words.Length > 0)
            {
                call.RunScript(string.Join(' ', words), call.Input);
            }
            else
            {
                call.Run(words, call.Input);
            }
        }

        foreach (var text in Texts.Where(each => each.Fits(arguments)))
        {
            foreach (var content in text.Contents(arguments, fed ? null : call.Input))
            {
                fed = true;
                text.Follow(call, content);
            }
        }

        return fed;
    }

    private static bool IsAssignment(string word)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && word[..equals].All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
    }

    private static string DefaultReason(string program, EffectRow row, ParsedArguments arguments)
    {
        var what = row.Words.Length == 0 ? program : $"{program} {string.Join(' ', arguments.Positionals.Take(row.Words.Length))}";
        var options = row.Conditions.Length == 0 ? "" : $" with {string.Join(" ", row.Conditions.Select(each => each.Text))}";
        return row.Effect switch
        {
            CommandEffect.Read => $"`{what}`{options} only reads",
            CommandEffect.Change => $"`{what}`{options} changes something, opens access or gives out secrets",
            _ => $"`{what}`{options} loses data or objects",
        };
    }
}
