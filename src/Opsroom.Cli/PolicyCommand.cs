using System.CommandLine;
using Opsroom.Approvals;
using Opsroom.Tools;

namespace Opsroom.Cli;

/// <summary><c>opsroom policy</c>: judges a policy file before a server uses it. It touches no server and no data folder.</summary>
internal static class PolicyCommand
{
    private const string DefaultFile = "policy.yaml";

    public static Command Create() => new("policy", "Check a policy file, and ask what it would decide") { CreateCheck(), PolicyExplainCommand.Create() };

    private static Command CreateCheck()
    {
        var file = new Argument<string>("FILE") { Description = $"The policy file [default: {DefaultFile}]", DefaultValueFactory = _ => DefaultFile };
        var command = new Command("check", "Print what is wrong with a policy file, with line and column; exit code 0 where it can be used, else 2") { file };
        command.SetAction(parsed => Check(parsed.GetRequiredValue(file)));
        return command;
    }

    private static int Check(string file)
    {
        if (Read(file) is not { } text)
        {
            return CommandLineErrors.ExitCode;
        }

        foreach (var finding in text.Findings)
        {
            Console.Out.WriteLine(LineOf(file, finding));
        }

        if (text.Policy is null)
        {
            return CommandLineErrors.ExitCode;
        }

        Console.Out.WriteLine($"{file} can be used.");
        return 0;
    }

    /// <summary>The file's policy, or null where there is no file to read, which has then been said.</summary>
    public static PolicyText? Read(string file)
    {
        try
        {
            return PolicyText.Read(File.ReadAllText(file));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            CommandLineErrors.Print(unreadable.Message);
            return null;
        }
    }

    public static string LineOf(string file, Finding finding) =>
        $"{file}:{finding.Line}:{finding.Column}: {finding.Severity.ToString().ToLowerInvariant()}: {finding.Message} ({finding.Rule})";
}
