using System.Collections.Concurrent;
using System.Globalization;
using Opsroom.Models;
using Opsroom.Threads;

namespace Opsroom.TestKit.Models;

/// <summary>Writes down what a model call tells its observer, in order.</summary>
public sealed class RecordingObserver : IModelCallObserver
{
    private readonly ConcurrentQueue<string> heard = new();

    /// <summary><c>started anthropic:x 1 paid</c>, <c>chunk Hel</c>, <c>abandoned anthropic:x 1 overloaded</c>, …</summary>
    public IReadOnlyList<string> Heard => [.. heard];

    /// <summary>The text of all chunks.</summary>
    public string Text => string.Concat(heard.Where(line => line.StartsWith("chunk ", StringComparison.Ordinal)).Select(line => line["chunk ".Length..]));

    /// <summary>Called for each chunk.</summary>
    public Action<string>? OnChunk { get; init; }

    /// <summary>Called for each attempt that is discarded, with the reason.</summary>
    public Action<string>? OnAbandoned { get; init; }

    public ValueTask AttemptStartedAsync(string model, int attempt, Reservation? reserved)
    {
        heard.Enqueue(string.Create(CultureInfo.InvariantCulture, $"started {model} {attempt} {(reserved is null ? "free" : "paid")}"));
        return ValueTask.CompletedTask;
    }

    public void Chunk(string text)
    {
        heard.Enqueue($"chunk {text}");
        OnChunk?.Invoke(text);
    }

    public void AttemptAbandoned(string model, int attempt, string reason)
    {
        heard.Enqueue(string.Create(CultureInfo.InvariantCulture, $"abandoned {model} {attempt} {reason}"));
        OnAbandoned?.Invoke(reason);
    }
}
