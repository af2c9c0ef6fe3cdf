using System.Diagnostics;
using Opsroom.Bench.Http;
using Opsroom.Bench.Server;

namespace Opsroom.Bench;

/// <param name="Indexed">From starting <c>opsroom knowledge add</c> to its end: every document read, stored and indexed.</param>
/// <param name="Queries">Over HTTP, one after the other, after the server's first.</param>
/// <param name="IndexBytes">The index beside the store.</param>
/// <param name="Rss">Of the server afterwards.</param>
internal sealed record SearchFigures(int Passages, long Characters, TimeSpan Indexed, Latencies Queries, long IndexBytes, long Rss);

/// <summary>How long many passages take to be indexed, and to be searched.</summary>
internal static class SearchBenchmark
{
    private const int Sections = 10;
    private const int Questions = 1_000;

    public static async Task<SearchFigures> MeasureAsync(BenchSetup setup, int passages)
    {
        var folder = setup.NewFolder();
        var corpus = new SearchCorpus();
        var documents = Path.Combine(folder, "documents");
        var characters = corpus.Write(documents, passages / Sections, Sections);
        var begun = Stopwatch.GetTimestamp();
        Add(setup, documents, Path.Combine(folder, "data"));
        var indexed = Stopwatch.GetElapsedTime(begun);
        Directory.Delete(documents, recursive: true);

        await using var server = ServerProcess.Start(setup, folder);
        using var connection = server.Connect();
        Ask(connection, corpus.Question());
        var times = new long[Questions];
        for (var question = 0; question < Questions; question++)
        {
            var request = corpus.Question();
            begun = Stopwatch.GetTimestamp();
            Ask(connection, request);
            times[question] = Stopwatch.GetTimestamp() - begun;
        }

        return new(passages, characters, indexed, new Latencies(times), new FileInfo(Path.Combine(folder, "data", "knowledge", "index.db")).Length, server.Figures.Rss);
    }

    private static void Add(BenchSetup setup, string documents, string data)
    {
        var start = new ProcessStartInfo(setup.Executable, ["knowledge", "add", documents, "--data", data]) { UseShellExecute = false, RedirectStandardOutput = true };
        using var adding = Process.Start(start) ?? throw new InvalidOperationException($"{setup.Executable} did not start.");
        adding.StandardOutput.ReadToEnd();
        adding.WaitForExit();
        if (adding.ExitCode != 0)
        {
            throw new BenchException("The documents were not added.");
        }
    }

    private static void Ask(HttpConnection connection, string question)
    {
        if (!connection.Exchange(EncodedRequest.Get($"/knowledge/search?q={Uri.EscapeDataString(question)}")).Ok)
        {
            throw new BenchException($"The search was not answered: {question}");
        }
    }
}
