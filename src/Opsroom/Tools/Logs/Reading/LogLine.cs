namespace Opsroom.Tools.Logs.Reading;

/// <summary>What a line says. Its spans are of the line itself, or of the reader's own memory, and end with the reader's next line.</summary>
internal readonly ref struct LogLine
{
    /// <summary>When it was written, in UTC ticks; 0 where the line does not say.</summary>
    public long Ticks { get; init; }

    public EntryLevel Level { get; init; }

    /// <summary>What is left without time, level and wrapping; of JSON and logfmt their message.</summary>
    public ReadOnlySpan<byte> Message { get; init; }

    /// <summary>The error that a JSON or logfmt line names beside its message; empty where there is none.</summary>
    public ReadOnlySpan<byte> Error { get; init; }

    /// <summary>Whether the line belongs to the entry before it, as those of a stack trace do.</summary>
    public bool Continues { get; init; }

    public LogFormat Format { get; init; }

    /// <summary>What the wrapping of a container's or journal's log held; the line itself where it has none. Fields are read from it.</summary>
    public ReadOnlySpan<byte> Body { get; init; }

    public DateTimeOffset? Time => Ticks == 0 ? null : new DateTimeOffset(Ticks, TimeSpan.Zero);
}
