using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Opsroom.TestKit.Server;

/// <summary>One block of a stream of server-sent events.</summary>
/// <param name="Id">Null where the event has none.</param>
/// <param name="Name">Null for a plain message; <c>comment</c> for a comment.</param>
/// <param name="Line">The length of its data line.</param>
public sealed record SseEvent(long? Id, string? Name, JsonElement Data, int Line)
{
    public const string Comment = "comment";

    /// <summary>LangGraph's name of what happened; null on <c>done</c>, <c>error</c> and comments.</summary>
    public string? Event => Name is null ? Data.GetProperty("event").GetString() : null;

    /// <summary>The events of an answer, as they come.</summary>
    public static async IAsyncEnumerable<SseEvent> ReadAsync(HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length == 0)
            {
                if (fields.Count > 0)
                {
                    yield return Of(fields);
                }

                fields.Clear();
                continue;
            }

            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            fields[line[0] == ':' ? Comment : line[..colon]] = colon < 0 ? "" : line[(colon + 2)..];
        }
    }

    private static SseEvent Of(Dictionary<string, string> fields)
    {
        if (fields.ContainsKey(Comment))
        {
            return new SseEvent(null, Comment, default, 0);
        }

        var data = fields["data"];
        return new SseEvent(
            fields.TryGetValue("id", out var id) ? long.Parse(id, CultureInfo.InvariantCulture) : null,
            fields.GetValueOrDefault("event"), JsonElement.Parse(data), Encoding.UTF8.GetByteCount(data));
    }
}
