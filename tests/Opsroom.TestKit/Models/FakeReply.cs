namespace Opsroom.TestKit.Models;

/// <summary>How a fake provider answers one request.</summary>
public abstract record FakeReply
{
    private FakeReply()
    {
    }

    /// <summary>A model's turn.</summary>
    public sealed record Turn : FakeReply
    {
        /// <summary>Text, in the pieces in which it streams.</summary>
        public IReadOnlyList<string> Pieces { get; init; } = [];

        public IReadOnlyList<FakeCall> Calls { get; init; } = [];

        public FakeFinish Finish { get; init; } = FakeFinish.Done;

        /// <summary>What happens once the pieces are sent.</summary>
        public FakeEnding Ending { get; init; } = FakeEnding.Complete;

        public FakeUsage Usage { get; init; } = new(Input: 100, CacheRead: 0, CacheWrite: 0, Output: 20);

        /// <summary>Awaited before each piece, with its index: a signal that the test gives.</summary>
        public Func<int, CancellationToken, Task>? BeforePiece { get; init; }

        /// <summary>Awaited before the ending: a signal that the test gives.</summary>
        public Func<CancellationToken, Task>? BeforeEnding { get; init; }
    }

    /// <summary>An HTTP error.</summary>
    /// <param name="Code">The status.</param>
    /// <param name="Type">The provider's word for it.</param>
    public sealed record Error(int Code, string Type, string Message) : FakeReply
    {
        public string? RetryAfter { get; init; }
    }

    /// <summary>Silence until the client goes away.</summary>
    public sealed record Hang : FakeReply;

    public static Turn Say(params string[] pieces) => new() { Pieces = pieces };

    public static Turn Call(params FakeCall[] calls) => new() { Calls = calls, Finish = FakeFinish.Calls };
}

/// <param name="Arguments">As the model wrote them; need not be JSON.</param>
public sealed record FakeCall(string Id, string Tool, string Arguments);

/// <param name="Input">Tokens of the prompt beside the cached ones.</param>
public sealed record FakeUsage(int Input, int CacheRead, int CacheWrite, int Output);

public enum FakeFinish
{
    Done,
    Calls,
    Length,
    Refusal,
}

public enum FakeEnding
{
    Complete,

    /// <summary>The stream goes on with an error in the provider's own form.</summary>
    ErrorEvent,

    /// <summary>The connection is reset.</summary>
    Cut,

    /// <summary>The response ends in good order, but without the turn's end.</summary>
    Unfinished,
}
