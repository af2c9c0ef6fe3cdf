using System.Security.Cryptography;
using System.Text;
using Opsroom.Threads;

namespace Opsroom.TestKit.Stores;

/// <summary>Events and contents that store tests append.</summary>
public static class SomeEvents
{
    public static RunStarted RunStarted(string task = "Create a pipeline", RunKind kind = RunKind.Agent, RunId? run = null, IdempotencyClaim? claim = null, string principal = "local") =>
        new(kind, task, null, null, kind == RunKind.Tool ? "create_pipeline" : null, null, principal, new RunLimits(50, 600, 2, 3), claim)
        {
            RunId = run ?? RunId.New(),
        };

    public static RunEnded RunEnded(RunStatus status = RunStatus.Complete) => new(status, null);

    public static AgentStarted AgentStarted(string agent) => new(agent, "a job", 0);

    public static ModelAnswered ModelAnswered(string agent, string model, ModelUsage usage, string content = "done") =>
        new(agent, model, 1, content, [], usage, null, null);

    public static FileReceived FileReceived(string path, BlobContent content) => new(path, "text/plain", content.Size, content.Sha256, "local");

    public static BlobContent Blob(string text) => Blob(Encoding.UTF8.GetBytes(text));

    public static BlobContent Blob(byte[] bytes) => Blob(bytes, Convert.ToHexStringLower(SHA256.HashData(bytes)));

    /// <summary>Content that is offered under a hash of the caller's choice.</summary>
    public static BlobContent Blob(byte[] bytes, string sha256) =>
        new(sha256, bytes.Length, _ => ValueTask.FromResult<Stream>(new MemoryStream(bytes, writable: false)));

    /// <summary>An event as a newer program might have written it.</summary>
    public static EncodedEvent FromTheFuture(DateTimeOffset at)
    {
        var json = $$"""{"kind":"moon_phase_noted","v":7,"at":"{{at:O}}","phase":{"full":true,"of":[1,2,3]} }""";
        var bytes = Encoding.UTF8.GetBytes(json);
        return new EncodedEvent(EventCodec.FromJson(bytes, "moon_phase_noted"), bytes);
    }
}
