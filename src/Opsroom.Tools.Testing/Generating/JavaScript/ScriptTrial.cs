using Opsroom.Tools.Testing.Running;
using Opsroom.Tools.Testing.Running.Results;
using Opsroom.Tools.Testing.Sandboxing;

namespace Opsroom.Tools.Testing.Generating.JavaScript;

/// <summary>Runs generated tests once with <c>node --test</c> in the sandbox, so that only those are written that pass. TypeScript is tried without its types.</summary>
internal sealed class ScriptTrial(Sandbox sandbox)
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(120);

    /// <param name="cases">The cases as node's own runner takes them.</param>
    /// <returns>The names of those that failed; null where they could not be run.</returns>
    public async Task<HashSet<string>?> FailingAsync(SourceText source, IReadOnlyList<WrittenCase> cases, Exploration explored, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("opsroom-trial-").FullName;
        try
        {
            var plain = source with { Name = source.Stem + (explored.Module ? ".mjs" : ".cjs"), Language = SourceLanguage.JavaScript };
            var (name, text) = ScriptTestFile.Of(plain, "node", cases, explored, explored.Names);
            var given = Directory.CreateDirectory(Path.Combine(folder, "given")).FullName;
            await File.WriteAllTextAsync(Path.Combine(given, source.Name), source.Text, cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder, name), text, cancellationToken);
            Explorer.Write(folder, "JavaScript/");
            var command = $"node --expose-internals explorer/explore.cjs --plain {RunnerChoice.Quoted($"given/{source.Name}")} {RunnerChoice.Quoted(plain.Name)} && node --test --test-reporter=tap {RunnerChoice.Quoted(name)}";
            var run = await sandbox.RunAsync(new(folder, command, Time), null, cancellationToken);
            return ResultReader.Read(run) is { } counts ? Failing(cases, counts) : null;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static HashSet<string>? Failing(IReadOnlyList<WrittenCase> cases, TestCounts counts)
    {
        var names = cases.ToDictionary(ScriptTestFile.Title, each => each.Name, StringComparer.Ordinal);
        var failed = counts.Failures.Select(failure => names.GetValueOrDefault(failure.Name)).ToList();
        // the file itself has failed
        return failed.Contains(null) ? null : failed.OfType<string>().ToHashSet(StringComparer.Ordinal);
    }
}
