using System.Collections.Immutable;

namespace Opsroom.Tools.Commands.Programs;

/// <summary>Shells: their script is followed where it can be seen.</summary>
internal sealed class Shells : IProgram
{
    public IEnumerable<string> Names => ["sh", "bash", "dash", "zsh", "ksh", "ksh93", "mksh", "ash", "fish", "rbash", "csh", "tcsh", "git-shell"];

    public Outcome Judge(Invocation call)
    {
        var (words, at) = (call.Arguments, 0);
        var (takesScript, onlyChecks, readsInput) = (false, false, false);
        while (at < words.Length && words[at].Length > 1 && words[at][0] is '-' or '+' && words[at] != "--")
        {
            var word = words[at++];
            if (word is "--help" or "--version" or "--dump-strings")
            {
                return Outcome.Read("only shows help or a version");
            }

            if (word is "--rcfile" or "--init-file")
            {
                return Outcome.Change("runs a file that cannot be seen");
            }

            if (word.StartsWith("--", StringComparison.Ordinal))
            {
                takesScript |= word is "--command" && call.Name == "fish";
                continue;
            }

            takesScript |= word[0] == '-' && word.Contains('c', StringComparison.Ordinal);
            onlyChecks |= word[0] == '-' && word.Contains('n', StringComparison.Ordinal) && call.Name != "fish";
            readsInput |= word[0] == '-' && word.Contains('s', StringComparison.Ordinal);
            at += word[^1] is 'o' or 'O' ? 1 : 0;
        }

        at += at < words.Length && words[at] == "--" ? 1 : 0;
        return onlyChecks ? Outcome.Read("only checks the syntax") : Follow(call, [.. words.Skip(at)], takesScript, readsInput);
    }

    private static Outcome Follow(Invocation call, ImmutableArray<string> words, bool takesScript, bool readsInput)
    {
        if (takesScript)
        {
            return words.IsEmpty ? Outcome.Change("runs a script that is missing here") : Run(call, words[0], [.. words.Skip(2)], call.Input);
        }

        if (!words.IsEmpty && !readsInput)
        {
            var file = words[0] is "/dev/stdin" or "-" ? call.Input : call.Scope.Files.GetValueOrDefault(words[0]);
            return file is null || Unknown.IsIn(file) && file.Trim().Length == 1 ? Outcome.Change("runs a script that cannot be seen") : Run(call, file, words[1..], null);
        }

        return call.Input is { } input ? Run(call, input, words, null) : Outcome.Change("opens a shell, in which anything may follow");
    }

    private static Outcome Run(Invocation call, string script, ImmutableArray<string> positional, string? input)
    {
        var before = call.Scope.Positional;
        call.Scope.Positional = positional;
        var output = call.RunScript(script, input);
        call.Scope.Positional = before;
        return Outcome.Read("does what its script does", output);
    }
}
