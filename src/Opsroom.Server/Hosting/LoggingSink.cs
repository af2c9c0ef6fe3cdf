using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;

namespace Opsroom.Server.Hosting;

/// <summary>
/// Takes log events without waiting and writes them on a thread of its own, many lines at a time. What is waiting when the log is closed is written;
/// where the reader of the stream is too slow for what is logged, lines are left out and counted.
/// </summary>
internal sealed class LoggingSink : ILogEventSink, IDisposable
{
    private const int MostWaiting = 16 * 1024;
    private const int LargestWrite = 64 * 1024;

    // lines that come within this time share a write
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(5);
    private static readonly MessageTemplate LeftOut = new MessageTemplateParser().Parse("{Lines} lines of the log were left out: they could not be written, or whoever reads it is too slow");

    private readonly BlockingCollection<LogEvent> _waiting = new(MostWaiting);
    private readonly ManualResetEventSlim _closing = new();
    private readonly ArrayBufferWriter<byte> _buffer = new(LargestWrite);
    private readonly Stream _output;
    private readonly LoggingLine _line;
    private readonly Thread _writer;
    private int _leftOut;
    private bool _broken;
    private bool _closed;

    public LoggingSink(Stream output, LoggingLine line)
    {
        _output = output;
        _line = line;
        _writer = new Thread(WriteAll) { IsBackground = true, Name = "log" };
        _writer.Start();
    }

    public void Emit(LogEvent logEvent)
    {
        if (!_closed && !TryAdd(logEvent))
        {
            Interlocked.Increment(ref _leftOut);
        }
    }

    public void Dispose()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        _waiting.CompleteAdding();
        _closing.Set();
        if (_writer.Join(LongestGoodbye))
        {
            _waiting.Dispose();
            _closing.Dispose();
        }
    }

    private bool TryAdd(LogEvent logEvent)
    {
        try
        {
            return _waiting.TryAdd(logEvent);
        }
        catch (InvalidOperationException)
        {
            // closed since it was asked: nobody is left to write it
            return true;
        }
    }

    private void WriteAll()
    {
        while (_waiting.TryTake(out var first, Timeout.Infinite))
        {
            Write(first);
            _closing.Wait(Gather);
            while (_buffer.WrittenCount < LargestWrite && _waiting.TryTake(out var next))
            {
                Write(next);
            }

            if (Interlocked.Exchange(ref _leftOut, 0) is > 0 and var count)
            {
                Write(Confession(first, count));
            }

            Flush();
        }
    }

    private void Write(LogEvent logEvent)
    {
        try
        {
            _line.Write(logEvent, _buffer);
        }
        catch (Exception)
        {
            // a value that cannot be written costs its line, never the process
            Interlocked.Increment(ref _leftOut);
        }
    }

    private void Flush()
    {
        try
        {
            if (!_broken)
            {
                _output.Write(_buffer.WrittenSpan);
                _output.Flush();
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or UnauthorizedAccessException)
        {
            // nobody reads the log any more, which is no reason to stop serving
            _broken = true;
        }

        _buffer.ResetWrittenCount();
    }

    private static LogEvent Confession(LogEvent beside, int count) =>
        new(beside.Timestamp, LogEventLevel.Warning, exception: null, LeftOut, [new LogEventProperty("Lines", new ScalarValue(count.ToString(CultureInfo.InvariantCulture)))]);
}
