using System.Collections.Immutable;

namespace Opsroom.Tools.Commands.Programs;

/// <summary><c>xargs</c>: runs a command with what is fed to it as further words.</summary>
internal sealed class ArgumentLists : IProgram
{
    private const int MostItems = 40;

    private static readonly ImmutableHashSet<string> TakesValue =
        ["-I", "-n", "-P", "-L", "-d", "-a", "-s", "-E", "-R", "-S", "-J", "--max-args", "--max-procs", "--max-lines", "--delimiter", "--arg-file", "--max-chars", "--replace-str", "--process-slot-var"];

    public IEnumerable<string> Names => ["xargs", "gxargs"];

    public Outcome Judge(Invocation call)
    {
        var (words, at) = (call.Arguments, 0);
        string? placeholder = null;
        var input = call.Input;
        while (at < words.Length && words[at].StartsWith('-') && words[at].Length > 1)
        {
            var word = words[at++];
            if (word == "--")
            {
                break;
            }

            if (word is "--help" or "--version")
            {
                return Outcome.Read("only shows help or a version");
            }

            placeholder = word switch
            {
                "-I" or "-J" when at < words.Length => words[at],
                "-i" or "--replace" => "{}",
                _ when word.StartsWith("-I", StringComparison.Ordinal) || word.StartsWith("-i", StringComparison.Ordinal) => word[2..],
                _ when word.StartsWith("--replace=", StringComparison.Ordinal) => word["--replace=".Length..],
                _ => placeholder,
            };
            if (word is "-a" || word.StartsWith("--arg-file", StringComparison.Ordinal))
            {
                input = Unknown.Text;
            }

            at += TakesValue.Contains(word) ? 1 : 0;
        }

        if (call.InputPath is { } path && Places.IsSecret(path))
        {
            call.Note(CommandEffect.Change, path, "holds secrets, which it hands on");
        }

        ImmutableArray<string> command = at < words.Length ? [.. words.Skip(at)] : ["echo"];
        return Outcome.Read("runs a command with what is fed to it", Run(call, command, placeholder, input ?? Unknown.Text));
    }

    private static string Run(Invocation call, ImmutableArray<string> command, string? placeholder, string input)
    {
        if (placeholder is { Length: > 0 })
        {
            var output = "";
            foreach (var line in input.Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(MostItems).DefaultIfEmpty(Unknown.Text))
            {
                output += call.Run([.. command.Select(word => word.Replace(placeholder, line.Trim(), StringComparison.Ordinal))]);
            }

            return output.Length > 1 << 16 ? Unknown.Text : output;
        }

        // quotes in what is fed are taken off, as the program does
        var items = input.Split([' ', '\t', '\n', '\0'], StringSplitOptions.RemoveEmptyEntries).Select(item => item.Trim('\'', '"')).Take(MostItems);
        return call.Run([.. command, .. items]);
    }
}

/// <summary>GNU <c>parallel</c>: runs a command line for each word that is fed.</summary>
internal sealed class Parallel : IProgram
{
    private static readonly ImmutableHashSet<string> TakesValue =
        ["-j", "--jobs", "-S", "--sshlogin", "-a", "--arg-file", "-I", "-n", "-N", "--max-args", "--delay", "--timeout", "--retries", "--joblog", "--results", "-C", "--colsep", "--halt", "-d", "--tmpdir", "--workdir", "--load", "--memfree"];

    public IEnumerable<string> Names => ["parallel", "rush"];

    public Outcome Judge(Invocation call)
    {
        var (words, at) = (call.Arguments, 0);
        while (at < words.Length && words[at].StartsWith('-') && words[at].Length > 1)
        {
            if (words[at] is "--dry-run" or "--dryrun" or "--help" or "--version" or "--citation")
            {
                return Outcome.Read("only shows what would run");
            }

            at += TakesValue.Contains(words[at]) ? 2 : 1;
        }

        var command = words.Skip(at).TakeWhile(word => !word.StartsWith(":::", StringComparison.Ordinal)).ToList();
        var values = words.Skip(at + command.Count).Where(word => !word.StartsWith(":::", StringComparison.Ordinal)).ToList();
        var inputs = values.Count > 0 ? values : (call.Input ?? Unknown.Text).Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList();
        if (command.Count == 0)
        {
            call.RunScript(string.Join('\n', inputs));
            return Outcome.Read("runs each line that is fed to it");
        }

        foreach (var value in inputs.Take(20).DefaultIfEmpty(Unknown.Text))
        {
            var line = string.Join(' ', command);
            call.RunScript(line.Contains("{}", StringComparison.Ordinal) ? line.Replace("{}", value, StringComparison.Ordinal) : $"{line} {value}");
        }

        return Outcome.Read("runs a command for each word");
    }
}
