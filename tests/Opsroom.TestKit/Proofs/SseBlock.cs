using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Opsroom.TestKit.Proofs;

/// <summary>One server-sent event, as a client reads it.</summary>
/// <param name="Id">The sequence of a durable event.</param>
/// <param name="Name"><c>done</c> or <c>error</c>; null for a message.</param>
public sealed record SseBlock(long? Id, string? Name, string Data)
{
    public bool IsDone => Name == "done";

    public JsonElement Json => JsonElement.Parse(Data);

    /// <summary>The kind of stream event: <c>on_chat_model_stream</c>.</summary>
    public string? Event => Json.TryGetProperty("event", out var kind) ? kind.GetString() : null;

    /// <summary>The text of a chunk; null where it is none.</summary>
    public string? Chunk => Event == "on_chat_model_stream" ? Json.GetProperty("data").GetProperty("chunk").GetProperty("content").GetString() : null;

    /// <summary>Reads blocks until the stream ends. A block that was cut in the middle is not given, as browsers do.</summary>
    public static async IAsyncEnumerable<SseBlock> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        var (id, name, data) = ((long?)null, (string?)null, (string?)null);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length == 0)
            {
                if (data is not null)
                {
                    yield return new SseBlock(id, name, data);
                }

                (id, name, data) = (null, null, null);
                continue;
            }

            // a line that was cut before its colon is a field of that name without a value, as the standard has it
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var value = colon < 0 ? "" : line[(colon + 1)..].TrimStart(' ');
            switch (colon < 0 ? line : line[..colon])
            {
                case "id":
                    id = long.TryParse(value, CultureInfo.InvariantCulture, out var sequence) ? sequence : null;
                    break;
                case "event":
                    name = value;
                    break;
                case "data":
                    data = data is null ? value : $"{data}\n{value}";
                    break;
                default:
                    break;
            }
        }
    }
}
