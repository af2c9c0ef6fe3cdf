using System.Globalization;
using System.Text;
using Opsroom.Tools.Logs.Reading;
using Opsroom.Tools.Logs.Searching;

namespace Opsroom.Tools.Incidents.Live;

/// <summary>What a store of logs has of the service; without one, what is a warning or worse of all.</summary>
internal sealed class LogEvidence(ILogSource logs, string name, string setting) : IEvidenceSource
{
    private const int MostEntries = 5_000;

    public string Name => name;

    public bool IsConfigured => logs.IsConfigured;

    public string Setting => setting;

    public async Task GatherAsync(LiveQuestion question, DateTimeOffset now, LiveFiles into, CancellationToken cancellationToken)
    {
        // as long before as the incident lasts: what is new shows against that
        var search = new LogSearch(new LogFilter([]), question.Service, question.Service is null ? EntryLevel.Warn : EntryLevel.Unknown, now - (2 * question.Length), now, MostEntries);
        var found = await logs.SearchAsync(search, cancellationToken);
        if (found.Value is not { } batch)
        {
            into.Miss($"{name}: {found.Failure!.Message}");
            return;
        }

        foreach (var note in batch.Notes)
        {
            into.Miss($"{name}: {note}");
        }

        if (batch.IsTruncated)
        {
            into.Miss(string.Create(CultureInfo.InvariantCulture, $"{name}: there are older lines than the newest {batch.Entries.Length} that were read. Name a service or a shorter time_range."));
        }

        foreach (var service in batch.Entries.GroupBy(entry => LiveFiles.Segment(entry.Service ?? entry.Where), StringComparer.Ordinal))
        {
            into.Add($"logs/{service.Key}/{logs.Name}.log", Lines(service));
        }
    }

    private static string Lines(IEnumerable<LogEntry> entries)
    {
        var text = new StringBuilder();
        foreach (var entry in entries)
        {
            if (entry.Time is { } time)
            {
                text.Append(CultureInfo.InvariantCulture, $"{time.UtcDateTime:O} ");
            }

            text.Append(entry.Text).Append('\n');
        }

        return text.ToString();
    }
}
