using System.Collections.Immutable;
using Opsroom.Tools.Commands.Shell;

namespace Opsroom.Tools.Commands.Programs;

/// <summary><c>git</c>: the table, and what settings, remotes and paths in the line add to it.</summary>
internal sealed class Git(EffectTable table) : IProgram
{
    /// <summary>Settings of <c>-c</c> that only change what is shown; any other may name a command that git runs.</summary>
    private static readonly ImmutableArray<string> HarmlessSettings =
    [
        "color.*", "column.*", "advice.*", "user.name", "user.email", "log.*", "status.*", "blame.*", "grep.*", "versionsort.*", "safe.directory", "core.quotepath", "core.abbrev", "core.autocrlf", "core.longpaths", "core.commentchar", "core.ignorecase", "core.safecrlf", "core.precomposeunicode",
        "core.pager=cat", "core.pager=less", "core.pager=", "diff.algorithm=*", "diff.renames=*", "diff.renamelimit=*", "diff.noprefix=*", "diff.mnemonicprefix=*", "diff.context=*", "diff.colormoved=*", "diff.wserrorhighlight=*", "diff.submodule=*", "diff.suppressblankempty=*", "protocol.version=*",
        "gc.auto=*", "submodule.recurse=*", "init.defaultbranch=*", "commit.gpgsign=*", "tag.gpgsign=*", "tag.sort=*", "branch.sort=*", "rebase.*=true", "rebase.*=false", "pull.rebase=*", "push.default=*", "merge.conflictstyle=*", "fetch.prune=false", "http.postbuffer=*", "http.lowspeed*", "http.version=*",
    ];

    public IEnumerable<string> Names => table.Names;

    public Outcome Judge(Invocation call)
    {
        var outcome = table.Judge(call);
        var words = call.Arguments;
        for (var i = 0; i < words.Length; i++)
        {
            var setting = words[i] is "-c" or "--config-env" && i + 1 < words.Length && IsBeforeVerb(words, i) ? words[i + 1]
                : words[i].StartsWith("--config-env=", StringComparison.Ordinal) ? words[i]["--config-env=".Length..] : null;
            if (setting is not null)
            {
                outcome = Set(call, setting, outcome);
            }

            if (words[i].StartsWith("ext::", StringComparison.Ordinal) || words[i].StartsWith("fd::", StringComparison.Ordinal))
            {
                call.RunScript(words[i][(words[i].IndexOf("::", StringComparison.Ordinal) + 2)..]);
                outcome = outcome.AtLeast(CommandEffect.Change, "the remote is a command that git runs");
            }
        }

        return outcome.Effect == CommandEffect.Read && ShowsFiles(words) && words.FirstOrDefault(IsSecretFile) is { } secret ? Outcome.Change($"shows `{secret}`, which holds secrets") : outcome;
    }

    private static Outcome Set(Invocation call, string setting, Outcome outcome)
    {
        var equals = setting.IndexOf('=', StringComparison.Ordinal);
        var name = (equals < 0 ? setting : setting[..equals]).ToLowerInvariant();
        var value = equals < 0 ? "" : setting[(equals + 1)..];
        if (HarmlessSettings.Any(each => TextPatterns.Fits(name, each) || TextPatterns.Fits($"{name}={value}", each)))
        {
            return outcome;
        }

        if (value.StartsWith('!'))
        {
            call.RunScript(value[1..]);
        }
        else if (value.Contains(' ', StringComparison.Ordinal))
        {
            call.RunScript(value);
        }

        return outcome.AtLeast(CommandEffect.Change, $"sets `{name}`, which may name a command that git runs");
    }

    private static bool IsBeforeVerb(ImmutableArray<string> words, int at)
    {
        for (var i = 0; i < at; i++)
        {
            if (!words[i].StartsWith('-'))
            {
                return false;
            }

            i += words[i] is "-c" or "-C" or "--git-dir" or "--work-tree" or "--namespace" or "--config-env" or "--super-prefix" ? 1 : 0;
        }

        return true;
    }

    private static bool ShowsFiles(ImmutableArray<string> words) => words.FirstOrDefault(word => word is "show" or "diff" or "blame" or "cat-file" or "annotate" or "log") is "show" or "diff" or "blame" or "cat-file" or "annotate" || words.Any(word => word is "-p" or "--patch");

    private static bool IsSecretFile(string word) => !word.StartsWith('-') && (Places.IsSecret(word) || (word.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && Places.IsSecret(word[(colon + 1)..])));
}
