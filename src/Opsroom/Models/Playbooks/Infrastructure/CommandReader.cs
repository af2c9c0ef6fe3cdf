using System.Collections.Frozen;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Infrastructure;

/// <summary>Finds a command line in a task that somebody wants judged, or run.</summary>
internal static class CommandReader
{
    /// <summary>Words that stand around a bare command and are not part of it.</summary>
    private static readonly string[] Tails = [" do", " safe", " dangerous", " destructive", " harmless", " risky", " ok", " okay", " sicher", " gefährlich", " gefahrlich", " ungefährlich", " harmlos", " to run", " tun", " machen"];

    private static readonly FrozenSet<string> Verdicts = WordSet.Of("safe dangerous destructive harmless risky sicher gefahrlich ungefahrlich harmlos");

    private static readonly FrozenSet<string> Subcommands = WordSet.Of(
        """
        annotate apply attach auth autoscale certificate config cordon cp create debug delete describe diff drain edit exec explain expose get label logs patch port-forward proxy replace
        rollout run scale set taint top uncordon install uninstall upgrade rollback template list status
        """);

    public static string? Find(string task, TaskBrief brief)
    {
        foreach (var block in brief.CodeBlocks)
        {
            if (block.Kind is "bash" or "sh" or "shell" or "console" or "zsh" or "sql" || block.Kind == "text" && Begins(block.Content))
            {
                return block.Content;
            }
        }

        foreach (var token in brief.Text.Tokens)
        {
            if (token.Kind == TokenKind.Quoted && token.Text.Contains(' ') && Begins(token.Text))
            {
                return token.Text;
            }
        }

        return Bare(CodeBlocks.Split(task).Prose, brief.Text, isAskedAbout: brief.Text.Any(token => ClusterWords.Safety.Contains(token.Key)));
    }

    /// <summary>A command without quotes: from its program to the end of the line, without what asks about it.</summary>
    private static string? Bare(string prose, TaskText text, bool isAskedAbout)
    {
        for (var i = 0; i + 1 < text.Count; i++)
        {
            if (text[i].Kind != TokenKind.Word || !ClusterWords.Programs.Contains(text[i].Key) || text[i + 1].Kind == TokenKind.Symbol)
            {
                continue;
            }

            // whatever is written behind kubectl is a command, also in a language whose questions are not understood here
            if (!isAskedAbout && !(text[i].Key is "kubectl" or "helm" && Subcommands.Contains(text[i + 1].Key)))
            {
                continue;
            }

            var start = text[i].Start;
            var end = prose.IndexOf('\n', start) is var line and >= 0 ? line : prose.Length;
            for (var j = i + 2; j < text.Count && text[j].Start < end; j++)
            {
                end = Verdicts.Contains(text[j].Key) ? text[j].Start : end;
            }

            var command = prose[start..end].TrimEnd(' ', '?', '.', '!');
            while (Array.Find(Tails, tail => command.EndsWith(tail, StringComparison.OrdinalIgnoreCase)) is { } tail)
            {
                command = command[..^tail.Length].TrimEnd(' ', ',');
            }

            return command.Contains(' ') ? command : null;
        }

        return null;
    }

    private static bool Begins(string text) => ClusterWords.Programs.Contains(text.TrimStart('$', ' ', '#').Split([' ', '\n'], 2)[0].ToLowerInvariant());
}
