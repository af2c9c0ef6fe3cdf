using System.Collections.Immutable;

namespace Opsroom.Tools.Commands.Programs;

/// <summary><c>redis-cli</c>: its commands stand in the table <c>redis-commands</c>.</summary>
internal sealed class Redis(EffectTable commands) : IProgram
{
    private static readonly ImmutableHashSet<string> TakesValue =
        ["-h", "-p", "-a", "-n", "-u", "-s", "-r", "-i", "-d", "-D", "-t", "--user", "--pass", "--cacert", "--cert", "--key", "--sni", "--cacertdir", "--pattern", "--quoted-pattern", "--tls-ciphers", "--count", "--show-pushes"];

    public IEnumerable<string> Names => ["redis-cli", "valkey-cli", "keydb-cli", "iredis"];

    public Outcome Judge(Invocation call)
    {
        var (words, at) = (call.Arguments, 0);
        while (at < words.Length && words[at].StartsWith('-') && words[at].Length > 1)
        {
            var word = words[at++];
            switch (word)
            {
                case "--help" or "--version" or "-v":
                case "--scan" or "--bigkeys" or "--memkeys" or "--hotkeys" or "--latency" or "--latency-history" or "--latency-dist" or "--stat" or "--intrinsic-latency":
                    return Outcome.Read("only looks");
                case "--eval" or "--replica" or "--slave" or "--rdb" or "--functions-rdb" or "--lru-test":
                    return Outcome.Change($"`{word}` runs a script, writes a file, or loads the server");
                case "--cluster":
                    return words.Skip(at).FirstOrDefault() switch
                    {
                        "info" or "check" or "help" => Outcome.Read("only looks at the cluster"),
                        "del-node" => Outcome.Destroy("takes a node out of the cluster and resets it"),
                        _ => Outcome.Change("changes the cluster"),
                    };
            }

            at += TakesValue.Contains(word) ? 1 : 0;
        }

        ImmutableArray<string> command = [.. words.Skip(at)];
        if (!command.IsEmpty)
        {
            return Command(call, command);
        }

        if (call.Input is null)
        {
            return Outcome.Change("opens a session, in which anything may follow");
        }

        var outcome = Outcome.Read("sends what is fed to it");
        foreach (var line in call.Input.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var one = Command(call, [.. line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(word => word.Trim('"', '\''))]);
            outcome = one.Effect > outcome.Effect ? one : outcome;
        }

        return outcome;
    }

    private Outcome Command(Invocation call, ImmutableArray<string> words)
    {
        if (Unknown.IsIn(words[0]))
        {
            return Outcome.Change("the command is not written out");
        }

        var name = words[0].ToLowerInvariant();
        if (name is "eval" or "evalsha" or "fcall" or "eval_ro" && words.Skip(1).Any(script => script.Contains("'del'", StringComparison.OrdinalIgnoreCase) || script.Contains("\"del\"", StringComparison.OrdinalIgnoreCase) || script.Contains("unlink", StringComparison.OrdinalIgnoreCase) || script.Contains("flush", StringComparison.OrdinalIgnoreCase)))
        {
            return Outcome.Destroy("its script deletes");
        }

        return commands.Judge(call with { Name = name, Arguments = [.. words.Select(word => word.ToLowerInvariant())], Input = null });
    }
}
