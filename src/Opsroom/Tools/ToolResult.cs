namespace Opsroom.Tools;

/// <summary>The codes a tool may fail with.</summary>
public static class FaultCodes
{
    public const string NotConfigured = "not_configured";
    public const string InvalidArgument = "invalid_argument";
    public const string NotFound = "not_found";
    public const string Unreachable = "unreachable";
    public const string Timeout = "timeout";
    public const string Denied = "denied";
    public const string Conflict = "conflict";
    public const string Internal = "internal";
}

/// <summary>An expected failure, written for a reader who can do something about it.</summary>
/// <param name="Code">One of <see cref="FaultCodes"/>.</param>
/// <param name="Message">What happened and what to do next; no stack trace, no secret.</param>
/// <param name="Setting">The configuration key that would mend it.</param>
public sealed record ToolFailure(string Code, string Message, string? Setting = null)
{
    public static ToolFailure NotConfigured(string message, string setting) => new(FaultCodes.NotConfigured, message, setting);

    public static ToolFailure InvalidArgument(string message) => new(FaultCodes.InvalidArgument, message);

    public static ToolFailure NotFound(string message) => new(FaultCodes.NotFound, message);
}

/// <summary>What a tool method answers: its value, or why there is none.</summary>
/// <typeparam name="T">A record; its JSON Schema is published as the result's.</typeparam>
public sealed record ToolResult<T> : IToolResult
    where T : class
{
    private ToolResult(T? value, ToolFailure? failure) => (Value, Failure) = (value, failure);

    public T? Value { get; }

    public ToolFailure? Failure { get; }

    object? IToolResult.Value => Value;

    public static implicit operator ToolResult<T>(T value) => new(value, null);

    public static implicit operator ToolResult<T>(ToolFailure failure) => new(null, failure);
}

/// <summary>A tool's answer, whatever its type.</summary>
public interface IToolResult
{
    object? Value { get; }

    ToolFailure? Failure { get; }
}

/// <summary>A result that carries text from outside in some calls only. Implemented explicitly, so that it is no part of the result on the wire.</summary>
public interface IMayBeTainted
{
    bool IsTainted { get; }
}
