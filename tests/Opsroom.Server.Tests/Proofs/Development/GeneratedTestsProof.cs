using System.Globalization;
using System.Text.RegularExpressions;
using Opsroom.Server.Tests.Proofs.Approvals;
using Opsroom.Server.Tests.Proofs.Development.Mutants;
using Opsroom.Server.Tests.Proofs.Incidents;
using Opsroom.TestKit.Server;

namespace Opsroom.Server.Tests.Proofs.Development;

/// <summary>Generated tests run with the language's own runner, pass twice, assert something, and notice most changes of the source.</summary>
public sealed partial class GeneratedTestsProof
{
    private const string Thread = "tests";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Services =>
    [
        "csharp/CustomerDirectory.cs", "csharp/DiscountCalculator.cs", "csharp/SupportTicket.cs",
        "java/CircuitBreaker.java", "java/LoanSchedule.java", "java/TextLayout.java",
        "javascript/account-repository.ts", "javascript/csv-record.mjs", "javascript/opening-hours.ts",
        "python/durations.py", "python/invoices.py", "python/rate_limiter.py",
    ];

    /// <summary>It takes minutes, so it runs only when it is asked for. <c>OPSROOM_PROOF_SEED</c> repeats a choice of mutants.</summary>
    [Theory(Explicit = true)]
    [MemberData(nameof(Services))]
    public async Task Seventy_percent_of_forty_mutants_are_killed(string name)
    {
        var seed = Environment.GetEnvironmentVariable("OPSROOM_PROOF_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        var (killed, mutants, report) = await ProveAsync(name, seed, count: 40);
        Assert.True(mutants == 40, report);
        Assert.True(killed * 100 >= mutants * 70, report);
    }

    /// <summary>The short form, with mutants that stay the same.</summary>
    [Theory]
    [InlineData("csharp/DiscountCalculator.cs")]
    [InlineData("java/CircuitBreaker.java")]
    [InlineData("javascript/csv-record.mjs")]
    [InlineData("python/durations.py")]
    public async Task Most_of_a_few_mutants_are_killed(string name)
    {
        var (killed, mutants, report) = await ProveAsync(name, seed: 6, count: 8);
        Assert.True(mutants == 8, report);
        Assert.True(killed * 2 > mutants, report);
    }

    private static async Task<(int Killed, int Mutants, string Report)> ProveAsync(string name, int seed, int count)
    {
        var bench = TestBench.Of(name);
        bench.Require();
        using var written = await GenerateAsync(bench);
        var tests = Assert.Single(written.Paths);
        Assert.Empty(Vacuous().Matches(await File.ReadAllTextAsync(tests, Cancelled)).Select(match => match.Value));
        var room = Directory.CreateTempSubdirectory("opsroom-mutants-");
        try
        {
            var original = await bench.PrepareAsync(Path.Combine(room.FullName, "original"), tests, Cancelled);
            var first = await PassAsync(bench, original, tests);
            var second = await PassAsync(bench, original, tests);
            Assert.Equal(first.Passed, second.Passed);

            var limit = TimeSpan.FromSeconds(10) + (second.Duration * 5);
            var mutants = await bench.MutateAsync(seed, count, Path.Combine(room.FullName, "mutants"), tests, Cancelled);
            var runs = new TestRun[mutants.Count];
            await Parallel.ForAsync(
                0, mutants.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = Cancelled },
                async (index, cancelled) => runs[index] = await bench.RunAsync(mutants[index].Folder, tests, limit, cancelled));
            var killed = runs.Count(run => !run.Succeeded);
            var survivors = mutants.Where((_, index) => runs[index].Succeeded).Select(mutant => "  " + mutant.Change);
            var report = string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: {killed} of {mutants.Count} mutants killed ({runs.Count(run => run.TimedOut)} by time) by {first.Passed} tests, seed {seed}; alive:\n{string.Join('\n', survivors)}");
            TestContext.Current.TestOutputHelper?.WriteLine(report);
            return (killed, mutants.Count, report);
        }
        finally
        {
            room.Delete(recursive: true);
        }
    }

    private static async Task<TestRun> PassAsync(TestBench bench, string folder, string tests)
    {
        var run = await bench.RunAsync(folder, tests, TimeSpan.FromMinutes(2), Cancelled);
        Assert.True(run is { Succeeded: true, Passed: > 0 }, run.Output);
        return run;
    }

    /// <summary>Has the tests written by a server that knows nothing but the source.</summary>
    private static async Task<WrittenFiles> GenerateAsync(TestBench bench)
    {
        await using var server = await ScriptedServer.StartAsync();
        using var client = new IncidentClient(server.Server.Address);
        await client.HandInFileAsync(Thread, bench.FileName, await File.ReadAllBytesAsync(bench.Service, Cancelled), Cancelled);
        var answer = await client.Plain.CallAsync(
            "generate_tests", new { source_path = bench.FileName, framework = bench.Framework, output_path = "generated_tests", characterise = true }, Thread, Cancelled);
        if (answer.Status == "pending_approval")
        {
            // it runs the code, so somebody may have to say yes
            var decided = await client.Plain.DecideAsync(Thread, approved: true, answer.Items[0], Cancelled);
            answer = decided.Outcome is { } outcome ? new Answered(decided.Code, outcome) : await client.Plain.RestAsync(Thread, Cancelled);
        }

        Assert.True(answer.Status is "success" or "complete", answer.ToString());
        Assert.NotEmpty(answer.Body["result"]!["cases"]!.AsArray());
        return await WrittenFiles.FetchAsync(server.Server.Address, Thread, "generated_tests", Cancelled);
    }

    /// <summary>Assertions that hold whatever the code does: of a constant, or of a value with itself.</summary>
    [GeneratedRegex(
        """
        \bassert\s+(?:True|1|not\s+False)\s*(?:$|[#,])
        |\bassert\s+(?<py>[\w.]+)\s*==\s*\k<py>\s*(?:$|[#,])
        |\bAssert\.(?:True|False)\(\s*(?:true|false)\b
        |\bassert(?:True|False)\(\s*(?:true|false)\b
        |\bassert(?:\.ok)?\(\s*(?:true|1)\s*[,)]
        |\bexpect\(\s*(?:true|false|1)\s*\)
        |\b(?:Assert\.Equal|assertEquals|(?:deepS|s)trictEqual|assert\.equal)\(\s*(?<eq>[\w."']+)\s*,\s*\k<eq>\s*[,)]
        """,
        RegexOptions.Multiline | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Vacuous();
}
