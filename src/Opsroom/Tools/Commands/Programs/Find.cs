using System.Collections.Immutable;

namespace Opsroom.Tools.Commands.Programs;

/// <summary><c>find</c>: a search, unless it deletes, writes or runs something.</summary>
internal sealed class Find : IProgram
{
    private static readonly ImmutableHashSet<string> TakesPattern = ["-name", "-iname", "-path", "-ipath", "-wholename", "-iwholename", "-regex", "-iregex", "-lname", "-ilname", "-printf", "-newer", "-user", "-group"];

    public IEnumerable<string> Names => ["find", "gfind", "bfs"];

    public Outcome Judge(Invocation call)
    {
        var words = call.Arguments;
        if (words is ["--help" or "-help" or "--version" or "-version"])
        {
            return Outcome.Read("only shows help or a version");
        }

        var outcome = Outcome.Read("only looks for files");
        for (var i = 0; i < words.Length; i++)
        {
            switch (words[i])
            {
                case "-delete":
                    outcome = outcome.AtLeast(CommandEffect.Destroy, "`-delete` deletes what it finds");
                    break;
                case "-fprint" or "-fprint0" or "-fls" or "-fprintf":
                    outcome = i + 1 < words.Length && words[i + 1] is "/dev/null" or "/dev/stdout" or "/dev/stderr" ? outcome : outcome.AtLeast(CommandEffect.Change, $"`{words[i]}` writes a file");
                    i++;
                    break;
                case "-exec" or "-execdir" or "-ok" or "-okdir":
                    var command = words.Skip(i + 1).TakeWhile(word => word is not ";" and not "+").ToImmutableArray();
                    call.Run([.. command.Select(word => word.Replace("{}", Unknown.Text, StringComparison.Ordinal))]);
                    i += command.Length + 1;
                    break;
                case var word when TakesPattern.Contains(word):
                    i++;
                    break;
            }
        }

        return outcome;
    }
}

/// <summary><c>fd</c>: a search that may run something for what it finds.</summary>
internal sealed class Finder : IProgram
{
    public IEnumerable<string> Names => ["fd", "fdfind"];

    public Outcome Judge(Invocation call)
    {
        var words = call.Arguments;
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] is "-x" or "-X" or "--exec" or "--exec-batch" || words[i].StartsWith("--exec", StringComparison.Ordinal))
            {
                var command = words.Skip(i + 1).TakeWhile(word => word is not ";").ToList();
                call.Run([.. command, Unknown.Text]);
                return Outcome.Read("runs a command for what it finds");
            }
        }

        return Outcome.Read("only looks for files");
    }
}
