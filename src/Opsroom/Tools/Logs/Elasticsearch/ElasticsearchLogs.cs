using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Opsroom.Tools.Logs.Reading;
using Opsroom.Tools.Logs.Searching;

namespace Opsroom.Tools.Logs.Elasticsearch;

/// <summary>Searches the indices of Elasticsearch.</summary>
internal sealed class ElasticsearchLogs(ElasticsearchClient client) : ILogSource
{
    // documents in a page; Elasticsearch gives no more than 10,000
    private const int MostHits = 5_000;

    public string Name => "elasticsearch";

    public bool IsConfigured => client.Options.IsConfigured;

    public async Task<ToolResult<LogBatch>> SearchAsync(LogSearch search, CancellationToken cancellationToken)
    {
        search = search with { Most = Math.Min(search.Most, MostHits) };
        var asked = await client.SearchAsync(SearchBody.Of(search, client.Options), cancellationToken);
        if (asked.Value is not { } answer)
        {
            return asked.Failure!;
        }

        // words were found by the index, whose analyzer knows better what a word is
        var collector = new EntryCollector(search) { IsWanted = search.Filter.MatchesPatterns };
        foreach (var hit in answer.Hits.Reverse())
        {
            Add(hit, search, collector);
        }

        return new LogBatch(collector.ToArray(), answer.Hits.Length >= search.Most || answer.IsTimedOut, $"indices {string.Join(", ", client.Options.Index)}", [.. Notes(answer, search)]);
    }

    private IEnumerable<string> Notes(ElasticsearchAnswer answer, LogSearch search)
    {
        if (answer.Shards == 0)
        {
            yield return $"Elasticsearch has no index of {ElasticsearchOptions.Section}:Index ({string.Join(", ", client.Options.Index)}): set it to those that logs are in.";
        }

        if (answer.Problem is { } problem)
        {
            yield return $"{problem}. What they hold is missing here.";
        }

        if (answer.IsTimedOut)
        {
            yield return "Elasticsearch ended the search before all shards had answered: ask for less time, or for a service.";
        }

        if (search.Filter.Clauses.Any(clause => clause.AnyOf.Any(term => term is LogTerm.Pattern)))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Elasticsearch finds words; the regular expression was held against the newest {search.Most} entries that the rest of the query finds.");
        }
    }

    private void Add(ElasticsearchHit hit, LogSearch search, EntryCollector collector)
    {
        var options = client.Options;
        var message = options.MessageFields.Select(name => Value(hit.Source, name)).FirstOrDefault(value => value is { Length: > 0 });
        var fields = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        LogFields.Flatten(hit.Source, "", fields);
        var level = options.LevelFields.Select(name => Value(hit.Source, name)).FirstOrDefault(value => value is { Length: > 0 });
        ImmutableArray<KeyValuePair<string, string>> labels = level is null || fields.Any(field => field.Key == "level") ? fields.ToImmutable() : [.. fields, new("level", level)];
        var service = options.ServiceFields.Select(name => Value(hit.Source, name)).FirstOrDefault(value => value is { Length: > 0 });
        var reader = new EntryReader(search, collector, hit.Index, service, labels);
        var at = Value(hit.Source, options.TimeField) is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : (DateTimeOffset?)null;
        foreach (var line in (message ?? hit.Source.GetRawText()).Split('\n'))
        {
            reader.Add(Encoding.UTF8.GetBytes(line), at);
        }

        reader.Finish();
    }

    /// <summary>Of a field, whether its parts stand inside one another or have dots in their names.</summary>
    private static string? Value(JsonElement source, string name)
    {
        if (source.TryGetProperty(name, out var value))
        {
            return value.ValueKind is JsonValueKind.Object or JsonValueKind.Null ? null : value.ToString();
        }

        for (var dot = name.IndexOf('.', StringComparison.Ordinal); dot > 0; dot = name.IndexOf('.', dot + 1))
        {
            if (source.TryGetProperty(name[..dot], out var inner) && inner.ValueKind == JsonValueKind.Object && Value(inner, name[(dot + 1)..]) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
