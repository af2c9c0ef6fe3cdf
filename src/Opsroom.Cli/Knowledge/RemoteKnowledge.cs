using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Opsroom.Knowledge;

namespace Opsroom.Cli.Knowledge;

/// <summary>The knowledge base behind a server, by its API.</summary>
internal sealed class RemoteKnowledge(Uri server) : IKnowledgeAccess
{
    private readonly HttpClient client = new() { BaseAddress = server, Timeout = TimeSpan.FromMinutes(2) };

    public async Task<int> AddAsync(IEnumerable<NewDocument> documents, Action<string, string> told, CancellationToken cancellationToken)
    {
        var added = 0;
        foreach (var document in documents)
        {
            using var form = new MultipartFormDataContent
            {
                { new ReadOnlyMemoryContent(document.Content), "file", Path.GetFileName(document.Source) },
                { new StringContent(document.Source), "source" },
            };
            if (!document.Tags.IsEmpty)
            {
                form.Add(new StringContent(string.Join(',', document.Tags)), "tags");
            }

            using var answer = await client.PostAsync(new Uri("/knowledge/documents", UriKind.Relative), form, cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                added++;
            }
            else
            {
                told(document.Source, await DetailAsync(answer, cancellationToken));
            }
        }

        return added;
    }

    public async IAsyncEnumerable<(string Id, string Source, string Title)> ListAsync(string? source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var query = (source is null ? "" : $"&source={Uri.EscapeDataString(source)}") + (cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}");
            using var page = await GetAsync($"/knowledge/documents?limit=200{query}", cancellationToken);
            foreach (var item in page.RootElement.GetProperty("items").EnumerateArray())
            {
                yield return (Text(item, "id"), Text(item, "source"), Text(item, "title"));
            }

            cursor = page.RootElement.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);
    }

    public async Task<bool> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        using var answer = await client.DeleteAsync(new Uri($"/knowledge/documents/{Uri.EscapeDataString(id)}", UriKind.Relative), cancellationToken);
        return answer.StatusCode != HttpStatusCode.NotFound
            && (answer.IsSuccessStatusCode ? true : throw new HttpRequestException(await DetailAsync(answer, cancellationToken)));
    }

    public async Task<IReadOnlyList<(string Title, string Source, string Location, double Score, string Excerpt)>> SearchAsync(
        string question, int most, string? source, CancellationToken cancellationToken)
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"/knowledge/search?q={Uri.EscapeDataString(question)}&top_k={most}")
            + (source is null ? "" : $"&source={Uri.EscapeDataString(source)}");
        using var answer = await GetAsync(query, cancellationToken);
        return
        [
            .. answer.RootElement.GetProperty("results").EnumerateArray()
                .Select(result => (Text(result, "title"), Text(result, "source"), Text(result, "location"), result.GetProperty("score").GetDouble(), Text(result, "excerpt"))),
        ];
    }

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Text(JsonElement item, string name) => item.GetProperty(name).GetString() ?? "";

    private static async Task<string> DetailAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            using var body = JsonDocument.Parse(text);
            var detail = body.RootElement.GetProperty("detail");
            return detail.ValueKind == JsonValueKind.String ? detail.GetString()! : string.Join("; ", detail.EnumerateArray().Select(problem => Text(problem, "msg")));
        }
        catch (Exception strange) when (strange is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return string.Create(CultureInfo.InvariantCulture, $"the server answered {(int)answer.StatusCode}");
        }
    }

    private async Task<JsonDocument> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        return answer.IsSuccessStatusCode
            ? JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken))
            : throw new HttpRequestException(await DetailAsync(answer, cancellationToken));
    }
}
