using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Opsroom.Tools.Commands.Programs;

/// <summary>
/// Names that tell by themselves what they do, in whichever program they stand: a row that calls a group of subcommands harmless does not
/// vouch for one of them that is called `delete`, nor for an option that is called `--output-file`.
/// </summary>
internal static class TellingNames
{
    private static readonly FrozenSet<string> Destroying = FrozenSet.Create(
        StringComparer.Ordinal,
        "delete", "del", "remove", "rm", "destroy", "purge", "prune", "drop", "wipe", "clear", "erase", "truncate", "flush", "cleanup", "clean", "rmi", "unlink");

    private static readonly FrozenSet<string> Changing = FrozenSet.Create(
        StringComparer.Ordinal,
        "add", "create", "new", "set", "unset", "update", "upgrade", "downgrade", "enable", "disable", "start", "stop", "restart", "reload", "apply", "push", "pull", "import", "export", "install", "reinstall", "uninstall", "edit", "write", "put", "patch", "save",
        "exec", "kill", "reset", "restore", "login", "logout", "rename", "move", "attach", "detach", "grant", "revoke", "rotate", "register", "unregister", "deregister", "join", "leave", "promote", "demote", "resume", "suspend", "pause", "unpause", "cancel",
        "trigger", "publish", "unpublish", "upload", "deploy", "rollback", "approve", "reject", "use", "switch", "select", "shutdown", "reboot", "failover", "transfer-leader", "rebalance", "balance", "migrate", "sign", "tag", "copy", "cp", "mv", "fix",
        "refresh", "link", "forget", "kubeconfig", "regenerate", "renew", "replace", "bootstrap", "enroll", "evacuate", "drain", "ack", "seal", "unseal", "lock", "unlock", "modify", "mod", "assign", "invoke", "submit", "commit", "merge", "release");

    private static readonly ImmutableArray<string> ChangingBeginnings =
        ["add-", "create-", "set-", "unset-", "update-", "enable-", "disable-", "start-", "stop-", "restart-", "import-", "install-", "put-", "attach-", "detach-", "register-", "deregister-", "rotate-", "revoke-", "grant-", "reset-", "use-", "switch-", "flush-", "upload-"];

    private static readonly ImmutableArray<string> DestroyingBeginnings = ["delete-", "remove-", "destroy-", "purge-", "prune-", "drop-", "clear-"];

    /// <summary>Leading words behind which a name is only looked up or shown.</summary>
    private static readonly FrozenSet<string> AskingWords = FrozenSet.Create(
        StringComparer.Ordinal,
        "help", "explain", "man", "topic", "find", "search", "which", "whereis", "type", "can-i", "who-can", "completion", "info", "show", "describe", "view", "inspect", "cat", "grep", "log", "logs", "diff", "status", "docs", "doc", "why", "list", "ls", "get",
        "query", "blame", "why-depends", "is-active", "is-enabled", "is-failed", "policy", "depends", "rdepends", "changelog", "provides", "whatprovides", "desc", "deps", "uses", "home", "find-images", "rev-parse", "test", "check", "validate", "lint");

    private static readonly FrozenSet<string> ActingOptions = FrozenSet.Create(
        StringComparer.Ordinal,
        "--exec", "--exec-batch", "--execute", "--output-file", "--out-file", "--outfile", "--output-dir", "--output-directory", "--output-path", "--log-file", "--logfile", "--report-file", "--report-path", "--save", "--save-plan", "--export-file", "--write",
        "--fix", "--autofix", "--auto-fix", "--in-place", "--inplace", "--delete", "--remove", "--purge", "--prune", "--upload", "--install", "--post-renderer", "--pager", "--editor", "--apply", "--kill", "--reset", "--overwrite", "--install-types",
        "--profile-output", "--remove-retained", "--force-delete", "--rewrite", "--update-baseline", "--write-baseline", "--import", "--store");

    private static readonly FrozenSet<string> RevealingOptions = FrozenSet.Create(
        StringComparer.Ordinal,
        "--show-values", "--show-secrets", "--show-secret", "--showsecret", "--show-token", "--show-tokens", "--show-sensitive", "--show-password", "--show-passwords", "--show-keys", "--showkeys", "--with-decryption", "--reveal", "--unmask", "--include-value",
        "--include-values", "--with-credentials", "--show-credentials", "--show-private", "--show-private-keys", "--security-info", "--decrypt", "--with-secrets", "--include-secrets", "--show-raw");

    /// <summary>What a word behind the words that chose a row says about it; null where it says nothing.</summary>
    public static (CommandEffect Effect, string Why)? Of(ImmutableArray<string> words, int at)
    {
        if (at >= words.Length || at == 0 || AskingWords.Contains(words[at - 1]))
        {
            return null;
        }

        var word = words[at];
        return Destroying.Contains(word) || StartsWithAny(word, DestroyingBeginnings) ? (CommandEffect.Destroy, $"`{word}` is the name of something that deletes")
            : Changing.Contains(word) || StartsWithAny(word, ChangingBeginnings) ? (CommandEffect.Change, $"`{word}` is the name of something that changes, or gives something out")
            : null;
    }

    /// <summary>The first option whose name says that it writes, runs or reveals something; null where there is none.</summary>
    public static string? Acting(ParsedArguments arguments) => arguments.Options
        .FirstOrDefault(option => option.Value is not "false" and not "/dev/null" and not "/dev/stdout" and not "-" && (ActingOptions.Contains(option.Name) || RevealingOptions.Contains(option.Name)))?.Name;

    private static bool StartsWithAny(string word, ImmutableArray<string> beginnings) => beginnings.Any(each => word.StartsWith(each, StringComparison.Ordinal));
}
