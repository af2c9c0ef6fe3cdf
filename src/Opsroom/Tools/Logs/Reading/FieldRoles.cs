using System.Runtime.CompilerServices;

namespace Opsroom.Tools.Logs.Reading;

/// <summary>What a field is for, as far as every entry has it.</summary>
internal enum FieldRole
{
    Other,
    Time,
    Level,
    Message,
    Event,
    Error,
    Status,
    SyslogPriority,
    SeverityNumber,
    Wrapped,
}

/// <summary>The names that loggers and shippers give those fields.</summary>
internal static class FieldRoles
{
    /// <summary>By name, whatever its case, and without its dots, underscores and signs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static FieldRole Of(ReadOnlySpan<byte> name)
    {
        Span<byte> plain = stackalloc byte[20];
        var length = 0;
        foreach (var letter in name)
        {
            if (letter is (byte)'_' or (byte)'.' or (byte)'@' or (byte)'-')
            {
                continue;
            }

            if (length == plain.Length)
            {
                return FieldRole.Other;
            }

            plain[length++] = letter is >= (byte)'A' and <= (byte)'Z' ? (byte)(letter | 0x20) : letter;
        }

        return Of(plain[..length], length);
    }

    private static FieldRole Of(ReadOnlySpan<byte> name, int length) => length switch
    {
        1 => (char)name[0] switch { 't' => FieldRole.Time, 'l' or 's' => FieldRole.Level, 'm' => FieldRole.Message, 'x' => FieldRole.Error, _ => FieldRole.Other },
        2 => Is(name, "ts"u8) ? FieldRole.Time : Is(name, "mt"u8) ? FieldRole.Message : FieldRole.Other,
        3 => Is(name, "msg"u8) ? FieldRole.Message : Is(name, "lvl"u8) ? FieldRole.Level : Is(name, "err"u8) ? FieldRole.Error : Is(name, "log"u8) ? FieldRole.Wrapped : FieldRole.Other,
        4 => Is(name, "time"u8) || Is(name, "date"u8) ? FieldRole.Time : Is(name, "body"u8) || Is(name, "text"u8) ? FieldRole.Message : FieldRole.Other,
        5 => Is(name, "level"u8) ? FieldRole.Level : Is(name, "error"u8) ? FieldRole.Error : Is(name, "event"u8) ? FieldRole.Event : FieldRole.Other,
        6 => Is(name, "status"u8) ? FieldRole.Status : FieldRole.Other,
        7 => Is(name, "message"u8) ? FieldRole.Message : Is(name, "asctime"u8) ? FieldRole.Time : Is(name, "excinfo"u8) ? FieldRole.Error : FieldRole.Other,
        8 => Is(name, "severity"u8) || Is(name, "loglevel"u8) ? FieldRole.Level : Is(name, "datetime"u8) ? FieldRole.Time : Is(name, "priority"u8) ? FieldRole.SyslogPriority : FieldRole.Other,
        9 => Is(name, "timestamp"u8) || Is(name, "eventtime"u8) ? FieldRole.Time : Is(name, "levelname"u8) || Is(name, "entrytype"u8) ? FieldRole.Level : Is(name, "exception"u8) ? FieldRole.Error : FieldRole.Other,
        10 => Is(name, "timemillis"u8) ? FieldRole.Time : Is(name, "statuscode"u8) || Is(name, "httpstatus"u8) ? FieldRole.Status : FieldRole.Other,
        11 => Is(name, "textpayload"u8) ? FieldRole.Message : Is(name, "timecreated"u8) ? FieldRole.Time : FieldRole.Other,
        12 => Is(name, "severitytext"u8) ? FieldRole.Level : Is(name, "timeunixnano"u8) ? FieldRole.Time : Is(name, "shortmessage"u8) ? FieldRole.Message : Is(name, "errormessage"u8) ? FieldRole.Error
            : Is(name, "responsecode"u8) ? FieldRole.Status : FieldRole.Other,
        14 => Is(name, "severitynumber"u8) ? FieldRole.SeverityNumber : FieldRole.Other,
        15 => Is(name, "renderedmessage"u8) ? FieldRole.Message : FieldRole.Other,
        16 => Is(name, "leveldisplayname"u8) ? FieldRole.Level : FieldRole.Other,
        17 => Is(name, "realtimetimestamp"u8) ? FieldRole.Time : FieldRole.Other,
        _ => FieldRole.Other,
    };

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> known) => name.SequenceEqual(known);
}
