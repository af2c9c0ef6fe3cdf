using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Opsroom.Tools.Logs.Reading;

/// <summary>JSON lines of every logger, of journald, and what Docker wraps lines into.</summary>
internal sealed partial class LogLineReader
{
    private static readonly JsonReaderOptions Json = new() { AllowTrailingCommas = true, MaxDepth = 64 };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryReadJson(ReadOnlySpan<byte> line, int depth, out LogLine read)
    {
        read = default;
        var found = new JsonEntry();
        try
        {
            var reader = new Utf8JsonReader(line, Json);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var role = FieldRoles.Of(reader.ValueSpan);
                reader.Read();
                Take(ref reader, role, depth, ref found);
            }

            if (reader.TokenType != JsonTokenType.EndObject)
            {
                return false;
            }
        }
        catch (JsonException)
        {
            return false;
        }

        if (!found.Wrapped.IsEmpty && found.Message.IsEmpty && depth < MostWrappings)
        {
            read = Inner(found.Wrapped.TrimEnd("\r\n"u8), found.Ticks, depth);
            return true;
        }

        if (found.Ticks != 0)
        {
            time.Keep(found.Ticks);
        }

        var message = found.Message.IsEmpty ? found.Event : found.Message;
        continuations.Entry(hasTime: found.Ticks != 0);
        read = new LogLine
        {
            Ticks = found.Ticks,
            Level = found.Level != EntryLevel.Unknown ? found.Level : found.Hint,
            Message = !message.IsEmpty ? message : found.Error.IsEmpty ? line : found.Error,
            Error = message.IsEmpty ? default : FirstLine(found.Error),
            Body = line,
            Format = LogFormat.Json,
        };
        return true;
    }

    private void Take(ref Utf8JsonReader reader, FieldRole role, int depth, ref JsonEntry found)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                TakeText(ref reader, role, depth, ref found);
                break;
            case JsonTokenType.Number when role != FieldRole.Other:
                TakeNumber(reader.ValueSpan, role, ref found);
                break;
            case JsonTokenType.StartObject when role is FieldRole.Time or FieldRole.Wrapped or FieldRole.Error or FieldRole.Message:
                TakeObject(ref reader, role, depth, ref found);
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                reader.Skip();
                break;
        }
    }

    private void TakeText(ref Utf8JsonReader reader, FieldRole role, int depth, ref JsonEntry found)
    {
        switch (role)
        {
            case FieldRole.Time when found.Ticks == 0:
                found.Ticks = time.TryRead(reader.ValueSpan, out var ticks, out _) || EpochTime.TryRead(reader.ValueSpan, out ticks) ? ticks : 0;
                break;
            case FieldRole.Level when found.Level == EntryLevel.Unknown:
                found.Level = LevelWords.Of(reader.ValueSpan);
                break;
            case FieldRole.Message when found.Message.IsEmpty:
                found.Message = messages.TextOf(ref reader);
                break;
            case FieldRole.Event when found.Event.IsEmpty && !reader.ValueIsEscaped:
                found.Event = reader.ValueSpan;
                break;
            case FieldRole.Error when found.Error.IsEmpty:
                found.Error = errors.TextOf(ref reader);
                break;
            case FieldRole.Wrapped when found.Wrapped.IsEmpty && depth < MostWrappings:
                found.Wrapped = wrappings[depth].TextOf(ref reader);
                break;
            case FieldRole.SyslogPriority or FieldRole.SeverityNumber or FieldRole.Status:
                TakeNumber(reader.ValueSpan, role, ref found);
                break;
        }
    }

    private static void TakeNumber(ReadOnlySpan<byte> text, FieldRole role, ref JsonEntry found)
    {
        if (role == FieldRole.Time)
        {
            found.Ticks = found.Ticks == 0 && EpochTime.TryRead(text, out var ticks) ? ticks : found.Ticks;
            return;
        }

        if (!System.Buffers.Text.Utf8Parser.TryParse(text, out long number, out var used) || used != text.Length)
        {
            return;
        }

        switch (role)
        {
            case FieldRole.Level when found.Level == EntryLevel.Unknown:
                found.Level = LevelWords.OfNumber(number);
                break;
            case FieldRole.SyslogPriority when found.Level == EntryLevel.Unknown:
                found.Level = LevelWords.OfSyslog(number);
                break;
            case FieldRole.SeverityNumber when found.Level == EntryLevel.Unknown:
                found.Level = LevelWords.OfOpenTelemetry(number);
                break;
            case FieldRole.Status:
                found.Hint = LevelWords.OfStatus(number);
                break;
        }
    }

    /// <summary>What stands one deeper: <c>"log": {"level": …}</c>, <c>"t": {"$date": …}</c>, <c>"err": {"message": …}</c>, <c>"body": {"stringValue": …}</c>.</summary>
    private void TakeObject(ref Utf8JsonReader reader, FieldRole role, int depth, ref JsonEntry found)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var inner = role switch
            {
                FieldRole.Time => FieldRole.Time,
                FieldRole.Error when FieldRoles.Of(reader.ValueSpan) is FieldRole.Message or FieldRole.Error => FieldRole.Error,
                FieldRole.Wrapped when FieldRoles.Of(reader.ValueSpan) == FieldRole.Level => FieldRole.Level,
                FieldRole.Message when reader.ValueSpan.SequenceEqual("stringValue"u8) => FieldRole.Message,
                _ => FieldRole.Other,
            };
            reader.Read();
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                reader.Skip();
            }
            else
            {
                Take(ref reader, inner, depth, ref found);
            }
        }
    }

    private static ReadOnlySpan<byte> FirstLine(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)'\n');
        return end < 0 ? text : text[..end];
    }

    private ref struct JsonEntry
    {
        public long Ticks;
        public EntryLevel Level;
        public EntryLevel Hint;
        public ReadOnlySpan<byte> Message;
        public ReadOnlySpan<byte> Event;
        public ReadOnlySpan<byte> Error;
        public ReadOnlySpan<byte> Wrapped;
    }
}
