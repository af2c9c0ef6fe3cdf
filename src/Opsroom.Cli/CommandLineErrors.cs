using System.CommandLine;

namespace Opsroom.Cli;

/// <summary>What a person sees who typed something that cannot be done: one line on standard error, exit code 2.</summary>
internal static class CommandLineErrors
{
    public const int ExitCode = 2;

    public static int Print(ParseResult parsed)
    {
        var path = string.Join(' ', PathOf(parsed));
        return Print($"{parsed.Errors[0].Message.TrimEnd('.')}. '{path} --help' lists what there is.");
    }

    public static int Print(string line)
    {
        Console.Error.WriteLine($"opsroom: {line.ReplaceLineEndings(" ")}");
        return ExitCode;
    }

    private static Stack<string> PathOf(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as System.CommandLine.Parsing.CommandResult)
        {
            names.Push(result.Command is RootCommand ? "opsroom" : result.Command.Name);
        }

        return names;
    }
}
