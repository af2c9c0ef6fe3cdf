using System.Collections.Immutable;
using Opsroom.Tools.Commands.Programs;
using Opsroom.Tools.Commands.Shell;
using Opsroom.Tools.Commands.Sql;

namespace Opsroom.Tools.Commands;

/// <param name="Tool">The program that the effect comes from; empty for a line without a command.</param>
/// <param name="Reasons">What each part of the line does, the most severe first.</param>
internal sealed record CommandClass(CommandEffect Effect, string Tool, ImmutableArray<string> Reasons);

/// <summary>
/// Says what a command line would do if somebody ran it. It runs nothing and looks at nothing but the text. In doubt it answers the harsher.
/// </summary>
internal static class CommandClassifier
{
    /// <summary>The longest line that is read, in bytes of UTF-8.</summary>
    public const int MaxBytes = 64 * 1024;

    public static CommandClass Classify(string command)
    {
        var line = Unknown.Clean(command);
        var findings = new Findings();
        var walk = new ShellWalk(ProgramCatalog.Instance, findings);
        var scope = new Scope();
        if (SqlLine.Is(line))
        {
            new SqlScript("sql", SqlDialect.Any, walk, scope).Note(line);
            NoteShellParts(line, findings);
        }
        else
        {
            walk.Follow(line, scope, null);
        }

        return new(findings.Effect, findings.Program, findings.Reasons.IsEmpty ? ["There is no command in it: it is empty or only a comment."] : findings.Reasons);
    }

    /// <summary>What looks like SQL may still be typed into a shell: known programs behind its operators count too.</summary>
    private static void NoteShellParts(string line, Findings findings)
    {
        var inShell = new Findings();
        new ShellWalk(ProgramCatalog.Instance, inShell).Follow(line, new Scope(), null);
        foreach (var finding in inShell.All.Where(finding => finding.Effect > CommandEffect.Read && ProgramCatalog.Instance.Knows(finding.Program) && finding.Part.StartsWith(finding.Program, StringComparison.Ordinal)))
        {
            findings.Add(finding.Effect, finding.Program, finding.Part, finding.Why);
        }
    }
}
