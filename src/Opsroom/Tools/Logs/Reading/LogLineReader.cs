using System.Runtime.CompilerServices;

namespace Opsroom.Tools.Logs.Reading;

/// <summary>
/// Reads the lines of one log, one after the other, whatever they are written by: plain ones of the usual loggers and servers, JSON, logfmt, access logs, syslog, klog and journald, and the
/// wrapping of containers (Docker, CRI, compose, kubectl) around them. Each line is told by itself, so that a file may mix them; only what a line leaves out follows from those before it.
/// </summary>
/// <param name="around">About when the log was written: what years and dates that are left out are told by.</param>
internal sealed partial class LogLineReader(DateTimeOffset around)
{
    private const byte Escape = 0x1B;
    private const int MostWrappings = 3;

    private readonly TimeReader time = new(around);
    private readonly Continuations continuations = new();
    private readonly ScratchBytes colours = new();
    private readonly ScratchBytes messages = new();
    private readonly ScratchBytes errors = new();
    private readonly ScratchBytes[] wrappings = [new(), new(), new()];
    private bool isPartial;

    /// <summary>The time last read, in UTC ticks; 0 before the first.</summary>
    public long LastTicks => time.Last;

    /// <summary>What a line says; its spans end with the next call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public LogLine Read(ReadOnlySpan<byte> line)
    {
        line = line.TrimEnd("\r\n"u8);
        if (line.Contains(Escape))
        {
            line = colours.WithoutColours(line);
        }

        var wasPartial = isPartial;
        isPartial = false;
        var read = Read(line, 0);
        return wasPartial ? read with { Continues = true } : read;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private LogLine Read(ReadOnlySpan<byte> line, int wrappings)
    {
        if (line.IsEmpty || line[0] is (byte)' ' or (byte)'\t')
        {
            return continuations.IsBlankOrIndented(line) ? Continuing(line) : Plain(line, line.TrimStart(" \t"u8));
        }

        if (line[0] == '{' && line[^1] == '}' && TryReadJson(line, wrappings, out var json))
        {
            return json;
        }

        return TryUnwrap(line, wrappings, out var unwrapped) ? unwrapped : ReadPlain(line, wrappings);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private LogLine ReadPlain(ReadOnlySpan<byte> line, int wrappings)
    {
        var text = line;
        var level = EntryLevel.Unknown;
        if (line[0] == '<' && TryReadPriority(line, out var priority, out var skipped))
        {
            level = LevelWords.OfSyslog(priority & 7);
            text = line[skipped..];
        }

        if (text.Length > 14 && text[0] is (byte)'E' or (byte)'I' or (byte)'W' or (byte)'F' && text[1] is >= (byte)'0' and <= (byte)'9' && time.TryReadKlog(text[1..], out var ticks, out var length))
        {
            return Klog(line, text, ticks, length + 1);
        }

        var opened = text.Length > 0 && text[0] is (byte)'[' or (byte)'(' ? 1 : 0;
        if (text.Length > 8 + opened && time.TryRead(text[opened..], out ticks, out length))
        {
            return Timed(line, text[(opened + length)..], ticks, level, opened > 0, opened == 0 && IsOfRuntime(text[..length]), wrappings);
        }

        if (TryReadAccess(text, out var access) || TryReadLogfmt(text, 0, out access))
        {
            return access;
        }

        if (TryReadLaterTime(text, out var later))
        {
            return later;
        }

        if (continuations.IsTrace(text))
        {
            return Continuing(line);
        }

        return Plain(line, text, level);
    }

    /// <summary>A line that begins with its time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private LogLine Timed(ReadOnlySpan<byte> line, ReadOnlySpan<byte> rest, long ticks, EntryLevel level, bool isBracketed, bool isOfRuntime, int wrappings)
    {
        // "stdout F ", as container runtimes write it
        if (wrappings < MostWrappings && rest.Length > 9 && rest[0] == ' ' && (rest[1..].StartsWith("stdout "u8) || rest[1..].StartsWith("stderr "u8)) && rest[8] is (byte)'F' or (byte)'P' && rest[9] == ' ')
        {
            var partial = rest[8] == 'P';
            var inner = Inner(rest[10..], ticks, wrappings);
            isPartial = partial;
            return inner;
        }

        if (rest.Length > 1 && rest[0] is (byte)' ' or (byte)'\t')
        {
            var inner = rest[1..];
            if (inner[0] == '{' && inner[^1] == '}' && wrappings < MostWrappings && TryReadJson(inner, wrappings + 1, out var json))
            {
                return Outer(json, ticks);
            }

            if ((isOfRuntime && continuations.Continues(inner)) || (inner[0] is (byte)' ' or (byte)'\t' && Continuations.IsFrame(inner.TrimStart(" \t"u8))))
            {
                return Continuing(inner) with { Ticks = ticks, Body = line };
            }

            if (isOfRuntime && wrappings < MostWrappings && BeginsItself(inner))
            {
                return Inner(inner, ticks, wrappings);
            }
        }

        if (isBracketed && rest.Length > 2 && rest[0] == ']' && TryReadEnvoy(rest, ticks, out var access))
        {
            return access;
        }

        if (TryReadLogfmt(rest, ticks, out var logfmt))
        {
            return logfmt;
        }

        var (found, message, isDetail) = LineHead.Read(rest);
        var hasLevel = found != EntryLevel.Unknown;
        // a time that the runtime gives to every line tells nothing about where entries begin
        continuations.Entry(hasTime: !isOfRuntime);
        return new LogLine { Ticks = ticks, Level = hasLevel ? found : level != EntryLevel.Unknown ? level : LineHead.Guess(message), Message = message, Body = line, Continues = isDetail };
    }

    private LogLine Klog(ReadOnlySpan<byte> line, ReadOnlySpan<byte> text, long ticks, int length)
    {
        var level = LevelWords.Of(text[..1]);
        var rest = text[length..];
        // "   1234 file.go:123] message"
        var end = rest[..Math.Min(rest.Length, 160)].IndexOf("] "u8);
        continuations.Entry(hasTime: true);
        return new LogLine { Ticks = ticks, Level = level, Message = end < 0 ? rest.Trim(" "u8) : rest[(end + 2)..], Body = line };
    }

    private LogLine Plain(ReadOnlySpan<byte> line, ReadOnlySpan<byte> text, EntryLevel level = EntryLevel.Unknown)
    {
        var (found, message, isDetail) = LineHead.ReadUntimed(text);
        found = found != EntryLevel.Unknown ? found : level != EntryLevel.Unknown ? level : LineHead.Guess(message);
        continuations.Entry(hasTime: false);
        return new LogLine { Level = found, Message = message, Body = line, Continues = isDetail };
    }

    private LogLine Continuing(ReadOnlySpan<byte> line)
    {
        continuations.Continue(line);
        return new LogLine { Message = line.Trim(" \t"u8), Body = line, Continues = true };
    }

    private static bool TryReadPriority(ReadOnlySpan<byte> line, out int priority, out int length)
    {
        (priority, length) = (0, line[..Math.Min(line.Length, 6)].IndexOf((byte)'>') + 1);
        if (length < 3 || !System.Buffers.Text.Utf8Parser.TryParse(line[1..], out priority, out int used) || used != length - 2 || priority is < 0 or > 191)
        {
            return false;
        }

        // the version of RFC 5424: "<34>1 2026-…"
        length += line.Length > length + 2 && line[length] == '1' && line[length + 1] == ' ' ? 2 : 0;
        return true;
    }

    /// <summary>A time that a level or a process stands before: <c>ERROR [main] 2026-03-01 12:00:00,123</c>, <c>1:M 01 Mar 2026 12:00:00.123 *</c>, <c>E, [2026-03-01T…</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryReadLaterTime(ReadOnlySpan<byte> text, out LogLine line)
    {
        line = default;
        var head = text[..Math.Min(text.Length, 96)];
        var at = head.IndexOfAnyInRange((byte)'0', (byte)'9');
        for (var tried = 0; at >= 0 && tried < 6 && at + 16 < text.Length; tried++)
        {
            var isStart = at > 0 && text[at - 1] is (byte)' ' or (byte)'[' or (byte)'(' or (byte)'\t';
            if (isStart && IsHead(text[..at]) && (text[at + 4] is (byte)'-' or (byte)'/' || (text[at + 2] == ' ' && text[at + 6] == ' ')) && time.TryRead(text[at..], out var ticks, out var length))
            {
                var (before, _, _) = LineHead.ReadUntimed(text[..at]);
                var (after, message, isDetail) = LineHead.Read(text[(at + length)..]);
                var level = after != EntryLevel.Unknown ? after : before;
                continuations.Entry(hasTime: true);
                line = new LogLine { Ticks = ticks, Level = level, Message = message, Body = text, Continues = isDetail };
                return true;
            }

            var next = head[at..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            var more = next < 0 ? -1 : head[(at + next)..].IndexOfAnyInRange((byte)'0', (byte)'9');
            at = more < 0 ? -1 : at + next + more;
        }

        return false;
    }

    /// <summary>Whether it can be what a program puts before a time: a level, something without words, or the name of a pod.</summary>
    private static bool IsHead(ReadOnlySpan<byte> text)
    {
        var (level, _, _) = LineHead.ReadUntimed(text);
        var end = text.IndexOf((byte)' ');
        var first = end < 0 ? text : text[..end];
        return level != EntryLevel.Unknown || !text.ContainsAnyInRange((byte)'a', (byte)'z') || (first.Contains((byte)'-') && first.ContainsAnyInRange((byte)'0', (byte)'9'));
    }

    /// <summary>Whether a time is as exact as those that <c>kubectl logs --timestamps</c> puts before each line.</summary>
    private static bool IsOfRuntime(ReadOnlySpan<byte> time) => time.Length >= 28 && time[^1] == 'Z' && time[10] == 'T';

    /// <summary>Whether a line has its own time, so that it is read as if nothing stood before it.</summary>
    private static bool BeginsItself(ReadOnlySpan<byte> line)
    {
        var first = line[0] is (byte)'[' or (byte)'<' && line.Length > 1 ? line[1] : line[0];
        return line.Length > 20 && (first is >= (byte)'0' and <= (byte)'9' || (line[0] is (byte)'E' or (byte)'I' or (byte)'W' or (byte)'F' && line[1] is (byte)'0' or (byte)'1' or (byte)'2'));
    }
}
