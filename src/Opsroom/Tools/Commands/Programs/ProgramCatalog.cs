using System.Collections.Frozen;
using Opsroom.Tools.Commands.Shell;

namespace Opsroom.Tools.Commands.Programs;

/// <summary>Every program that is known, and what an unknown one means.</summary>
internal sealed class ProgramCatalog
{
    private static readonly string[] TrustedFolders =
    [
        "/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/", "/usr/local/bin/", "/usr/local/sbin/", "/opt/homebrew/bin/", "/snap/bin/", "/usr/lib/postgresql/", "/usr/libexec/", "/opt/bitnami/", "/opt/kafka/bin/", "/home/linuxbrew/.linuxbrew/bin/",
    ];

    private readonly FrozenDictionary<string, IProgram> programs;

    private ProgramCatalog(IEnumerable<IProgram> all)
    {
        var named = new Dictionary<string, IProgram>(StringComparer.Ordinal);
        foreach (var program in all)
        {
            foreach (var name in program.Names)
            {
                named[name] = program;
            }
        }

        programs = named.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public static ProgramCatalog Instance { get; } = Create();

    public IEnumerable<string> Names => programs.Keys;

    public bool Knows(string name) => programs.ContainsKey(BaseName(name));

    /// <summary>Judges a command, notes the finding, and gives back what it prints.</summary>
    public string Judge(Invocation call)
    {
        var name = BaseName(call.Name);
        if (TextPatterns.HasPattern(name) && name is not "[" and not "[[")
        {
            return JudgePattern(call, name);
        }

        if (!programs.TryGetValue(name, out var program))
        {
            return Note(call, call.Name, Outcome.Change("an unknown program or script, so nobody can tell what it does"));
        }

        var outcome = program.Judge(call with { Name = name });
        if (!IsTrusted(call.Name))
        {
            outcome = outcome.AtLeast(CommandEffect.Change, $"a program of its own named `{name}`, not the one that the system installs") with { Output = null };
        }

        return Note(call, name, outcome);
    }

    private static ProgramCatalog Create()
    {
        var tables = TableReader.ReadAll();
        var byName = tables.SelectMany(table => table.Names.Select(name => (name, table))).ToLookup(each => each.name, each => each.table, StringComparer.Ordinal);
        EffectTable Table(string name) => byName[name].LastOrDefault() ?? throw new InvalidOperationException($"No table knows `{name}`.");

        return new ProgramCatalog(
        [
            .. tables,
            new Printing(),
            new Decoding(),
            new Passing(),
            new Shells(),
            new Evaluation(),
            new Settings(),
            new Deferred(),
            new ArgumentLists(),
            new Parallel(),
            new Find(),
            new Finder(),
            new TextTools(),
            new Interpreters(),
            new Http(),
            new HttpShorthand(),
            new Downloads(),
            new DiskDump(),
            new Redis(Table("redis-commands")),
            new Mongo(),
            new Kubectl(Table("kubectl")),
            new Git(Table("git")),
        ]);
    }

    private string JudgePattern(Invocation call, string pattern)
    {
        foreach (var match in Names.Where(known => TextPatterns.Fits(known, pattern)).Order(StringComparer.Ordinal))
        {
            if (call.Walk.Findings.Effect == CommandEffect.Destroy)
            {
                break;
            }

            Note(call, match, programs[match].Judge(call with { Name = match }));
        }

        return Note(call, call.Name, Outcome.Change("a pattern stands where the command should, so the files that lie there decide what runs"));
    }

    private static string Note(Invocation call, string program, Outcome outcome)
    {
        call.Walk.Findings.Add(outcome.Effect, program, call.Source, outcome.Why);
        return outcome.Output ?? Unknown.Text;
    }

    private static bool IsTrusted(string name) => !name.Contains('/', StringComparison.Ordinal) || (TrustedFolders.Any(folder => name.StartsWith(folder, StringComparison.Ordinal)) && !name.Contains("..", StringComparison.Ordinal));

    private static string BaseName(string name)
    {
        var bare = name[(name.LastIndexOf('/') + 1)..];
        return bare.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) ? bare[..^4] : bare;
    }
}
