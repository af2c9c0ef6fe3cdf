using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Opsroom.Server.Hosting;

/// <summary>
/// Says in the log when traces stop and start to arrive, once for each outage. The exporter tells this nowhere but in its event source,
/// which belongs to the process: endpoints of others in it are left out.
/// </summary>
internal sealed partial class TelemetryExportWatch(TelemetryOptions options, ILogger<TelemetryExportWatch> logger) : IHostedService, IDisposable
{
    private readonly ConcurrentDictionary<string, bool> _down = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _endpoints = new(
        new[] { options.LangSmithApiKey is null ? null : options.LangSmithTraces, options.Collector }.OfType<Uri>().Select(uri => uri.Authority), StringComparer.OrdinalIgnoreCase);

    private ExporterEvents? _events;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _events = new ExporterEvents(this);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _events?.Dispose();

    private void Hear(string endpoint, bool arrived, string reason)
    {
        var authority = Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) ? uri.Authority : endpoint;
        if (!_endpoints.Contains(authority))
        {
            return;
        }

        if (arrived)
        {
            if (_down.TryRemove(authority, out _))
            {
                LogArriving(endpoint);
            }
        }
        else if (_down.TryAdd(authority, true))
        {
            LogNotArriving(endpoint, reason);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Traces do not reach {Endpoint}: {Reason}. Runs go on without; this is said once until it is mended")]
    private partial void LogNotArriving(string endpoint, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Traces reach {Endpoint} again")]
    private partial void LogArriving(string endpoint);

    private sealed class ExporterEvents : EventListener
    {
        private const string SourceName = "OpenTelemetry-Exporter-OpenTelemetryProtocol";
        private const string Success = "ExportSuccess";
        private const int LongestReason = 200;

        private readonly TelemetryExportWatch _watch;

        public ExporterEvents(TelemetryExportWatch watch)
        {
            _watch = watch;
            // sources that were there before this listener were offered before the field was set
            foreach (var source in EventSource.GetSources())
            {
                Listen(source);
            }
        }

        protected override void OnEventSourceCreated(EventSource eventSource) => Listen(eventSource);

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            // events may come while the base class is still being constructed
            if (_watch is null || eventData.Payload is not { Count: > 0 } payload)
            {
                return;
            }

            var arrived = eventData.EventName == Success;
            if (arrived || eventData.Level <= EventLevel.Warning)
            {
                _watch.Hear(payload[0]?.ToString() ?? "", arrived, Reason(eventData.EventName, payload.Skip(1)));
            }
        }

        private static string Reason(string? name, IEnumerable<object?> details)
        {
            var line = string.Join(' ', details).AsSpan().Trim();
            line = line[..(line.IndexOfAny('\r', '\n') is var end and >= 0 ? end : line.Length)];
            return line.IsEmpty ? name ?? "" : line[..Math.Min(line.Length, LongestReason)].ToString();
        }

        private void Listen(EventSource source)
        {
            if (source.Name == SourceName)
            {
                EnableEvents(source, EventLevel.Informational);
            }
        }
    }
}
