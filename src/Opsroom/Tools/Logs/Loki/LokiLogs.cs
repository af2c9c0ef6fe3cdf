using System.Text;
using Opsroom.Tools.Logs.Searching;

namespace Opsroom.Tools.Logs.Loki;

/// <summary>Searches the streams of Loki.</summary>
internal sealed class LokiLogs(LokiClient client) : ILogSource
{
    private static readonly string[] PlaceLabels = ["namespace", "pod", "container", "host", "instance", "filename", "job"];

    public string Name => "loki";

    public bool IsConfigured => client.IsConfigured;

    public async Task<ToolResult<LogBatch>> SearchAsync(LogSearch search, CancellationToken cancellationToken)
    {
        var found = await LokiSelector.FindAsync(client, search, cancellationToken);
        if (found.Value is not { } selector)
        {
            return found.Failure!;
        }

        if (selector.Text.Length == 0)
        {
            return new LogBatch([], false, selector.How, []);
        }

        var query = selector.Text + LogQL.Filters(search) + (selector.HasLevels ? "" : LogQL.LevelFilter(search.Level));
        var answer = await client.QueryAsync(query, search.From, search.Until, search.Most, cancellationToken);
        if (answer.Value is not { } lines)
        {
            return answer.Failure!;
        }

        var collector = new EntryCollector(search);
        foreach (var stream in lines.Lines.GroupBy(Where, StringComparer.Ordinal))
        {
            // lines may each have labels of their own, so only those that follow one another are read together
            EntryReader? reader = null;
            var labels = stream.First().Labels;
            foreach (var line in stream)
            {
                if (reader is null || !line.Labels.SequenceEqual(labels))
                {
                    reader?.Finish();
                    labels = line.Labels;
                    reader = new EntryReader(search, collector, stream.Key, search.Service, labels);
                }

                Add(reader, line);
            }

            reader?.Finish();
        }

        return new LogBatch(collector.ToArray(), lines.Lines.Length >= search.Most, $"{selector.How}: {OutsideText.OneLine(query, 1_000)}", []);
    }

    /// <summary>A record may hold several lines.</summary>
    private static void Add(EntryReader reader, LokiLine line)
    {
        foreach (var part in line.Line.Split('\n'))
        {
            reader.Add(Encoding.UTF8.GetBytes(part), line.At);
        }
    }

    private static string Where(LokiLine line) =>
        string.Join(' ', PlaceLabels.Select(name => line.Labels.FirstOrDefault(label => label.Key == name)).Where(label => label.Value is not null).Select(label => $"{label.Key}={label.Value}").Take(4));
}
