using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Opsroom.Telemetry;
using Opsroom.Threads;
using Serilog.Events;
using Serilog.Parsing;

namespace Opsroom.Server.Hosting;

/// <summary>
/// A log event as a flat JSON object: <c>timestamp</c>, <c>level</c> and <c>event</c>, then its values by their snake_case names, then what went wrong.
/// Written by hand, since the expression template that could do it takes a quarter of a second to start. Not for use by several threads at once.
/// </summary>
internal sealed class LoggingLine(Func<Redactor> redactor)
{
    private const string TimestampFormat = "yyyy-MM-ddTHH:mm:ss.ffffffZ";
    private const string Source = "SourceContext";

    // of Serilog and of scopes that are not ours
    private static readonly HashSet<string> LeftOut = new(StringComparer.Ordinal)
    {
        Source, AccessLog.RequestIdName, "EventId", "RequestId", "RequestPath", "ConnectionId", "SpanId", "TraceId", "ParentId", "TransportConnectionId", "Scope",
    };

    private static readonly string AccessLogName = typeof(AccessLog).FullName!;

    private readonly ConcurrentDictionary<string, JsonEncodedText> _names = new(StringComparer.Ordinal);
    private readonly ArrayBufferWriter<byte> _line = new(512);
    private readonly StringBuilder _message = new();
    private readonly Lazy<Redactor> _redactor = new(redactor, LazyThreadSafetyMode.PublicationOnly);
    private Utf8JsonWriter? _json;

    /// <summary>Appends the redacted line, its line end included.</summary>
    public void Write(LogEvent logEvent, IBufferWriter<byte> output)
    {
        _line.ResetWrittenCount();
        _json ??= new Utf8JsonWriter(_line, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        _json.Reset(_line);
        WriteObject(_json, logEvent);
        _json.Flush();
        output.Write(_redactor.Value.TryRedactJson(_line.WrittenSpan, ThreadOf(logEvent), out var redacted) ? redacted : _line.WrittenSpan);
        output.Write("\n"u8);
    }

    private void WriteObject(Utf8JsonWriter json, LogEvent logEvent)
    {
        Span<char> timestamp = stackalloc char[TimestampFormat.Length];
        logEvent.Timestamp.UtcDateTime.TryFormat(timestamp, out var length, TimestampFormat, CultureInfo.InvariantCulture);
        json.WriteStartObject();
        json.WriteString("timestamp", timestamp[..length]);
        json.WriteString("level", LevelName(logEvent.Level));
        json.WriteString("event", Message(logEvent));
        if (RequestId(logEvent) is { } requestId)
        {
            json.WriteString("request_id", requestId);
        }

        var whole = WholeMessage(logEvent.MessageTemplate);
        foreach (var (name, value) in logEvent.Properties)
        {
            if (!LeftOut.Contains(name) && name != whole)
            {
                WriteValue(json, name, value);
            }
        }

        if (logEvent.Level >= LogEventLevel.Warning && logEvent.Properties.TryGetValue(Source, out var source))
        {
            WriteValue(json, "Logger", source);
        }

        if (logEvent.Exception is { } exception)
        {
            json.WriteString("exception", exception.ToString());
        }

        json.WriteEndObject();
    }

    private void WriteValue(Utf8JsonWriter json, string name, LogEventPropertyValue property)
    {
        if (property is ScalarValue { Value: null })
        {
            return;
        }

        json.WritePropertyName(_names.GetOrAdd(name, static name => JsonEncodedText.Encode(JsonNamingPolicy.SnakeCaseLower.ConvertName(name))));
        switch ((property as ScalarValue)?.Value)
        {
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteStringValue(Rendered(property));
                break;
        }
    }

    /// <summary>The value that is all the message says, and so needs no field of its own.</summary>
    private static string? WholeMessage(MessageTemplate template)
    {
        using var tokens = template.Tokens.GetEnumerator();
        return tokens.MoveNext() && tokens.Current is PropertyToken property && !tokens.MoveNext() ? property.PropertyName : null;
    }

    private string Message(LogEvent logEvent)
    {
        _message.Clear();
        foreach (var token in logEvent.MessageTemplate.Tokens)
        {
            _message.Append(token switch
            {
                TextToken text => text.Text,
                PropertyToken property when logEvent.Properties.TryGetValue(property.PropertyName, out var value) => Rendered(value, property.Format),
                _ => token.ToString(),
            });
        }

        return _message.ToString();
    }

    /// <summary>A value as text; Serilog itself would put strings in quotes.</summary>
    private static string Rendered(LogEventPropertyValue property, string? format = null)
    {
        switch ((property as ScalarValue)?.Value)
        {
            case string text:
                return text;
            case Enum name:
                return JsonNamingPolicy.SnakeCaseLower.ConvertName(name.ToString());
            default:
                using (var writer = new StringWriter(CultureInfo.InvariantCulture))
                {
                    property.Render(writer, format, CultureInfo.InvariantCulture);
                    return writer.ToString();
                }
        }
    }

    private static ThreadKey ThreadOf(LogEvent logEvent) =>
        logEvent.Properties.TryGetValue("ThreadId", out var value) && value is ScalarValue { Value: { } thread } && ThreadId.TryParse(thread.ToString(), out var id)
            ? new ThreadKey(ThreadKey.DefaultTenant, id)
            : default;

    /// <summary>The request a line belongs to. What a run says belongs to the run: its loop outlives the request that woke it.</summary>
    private static string? RequestId(LogEvent logEvent) =>
        logEvent.Properties.TryGetValue(AccessLog.RequestIdName, out var id)
        && (!logEvent.Properties.ContainsKey("RunId") || (logEvent.Properties.TryGetValue(Source, out var source) && source is ScalarValue { Value: string name } && name == AccessLogName))
            ? (id as ScalarValue)?.Value as string
            : null;

    private static string LevelName(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose or LogEventLevel.Debug => "debug",
        LogEventLevel.Information => "info",
        LogEventLevel.Warning => "warning",
        _ => "error",
    };
}
