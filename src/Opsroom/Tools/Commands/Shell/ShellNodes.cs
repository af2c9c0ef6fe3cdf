namespace Opsroom.Tools.Commands.Shell;

/// <summary>Questions about pieces of a script.</summary>
internal static class ShellNodes
{
    /// <summary>Whether anything in it could run.</summary>
    public static bool HasCommand(ShellNode node) => node switch
    {
        Sequence sequence => sequence.Items.Any(HasCommand),
        Perhaps perhaps => HasCommand(perhaps.Body),
        Pipeline pipeline => pipeline.Stages.Any(HasCommand),
        Redirected => true,
        SimpleCommand command => command.Words.Length + command.Assignments.Length + command.Redirections.Length > 0,
        _ => true,
    };
}

/// <summary>Quoting for a text that is parsed again.</summary>
internal static class Quoting
{
    public static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
