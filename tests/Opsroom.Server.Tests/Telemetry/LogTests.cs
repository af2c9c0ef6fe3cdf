using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Opsroom.Server.Hosting;
using Opsroom.Telemetry;
using Opsroom.Threads;

namespace Opsroom.Server.Tests.Telemetry;

public sealed partial class LogTests
{
    private static readonly ThreadId Thread = ThreadId.Parse("thread-1");
    private static readonly Redactor Redactor = new(new byte[32], [new ConfiguredSecret("vault", "correct-horse")]);

    [Fact]
    public void A_line_is_flat_and_has_the_fields_of_the_contract()
    {
        var line = Assert.Single(Lines(logger => LogRun(logger, Thread, new RunId("run-1"), "harness_expert", RunStatus.PendingApproval, 1.5)));

        Assert.Equal(
            ["timestamp", "level", "event", "thread_id", "run_id", "agent", "status", "duration"], line.EnumerateObject().Select(field => field.Name));
        Assert.Matches("""^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$""", line.GetProperty("timestamp").GetString());
        Assert.Equal("info", line.GetProperty("level").GetString());
        Assert.Equal("Run run-1 of thread thread-1: harness_expert pending_approval after 1.5 s", line.GetProperty("event").GetString());
        Assert.Equal("thread-1", line.GetProperty("thread_id").GetString());
        Assert.Equal(1.5, line.GetProperty("duration").GetDouble());
    }

    [Fact]
    public void Levels_are_called_as_the_option_calls_them()
    {
        var lines = Lines(
            logger =>
            {
                foreach (var level in new[] { LogLevel.Trace, LogLevel.Debug, LogLevel.Information, LogLevel.Warning, LogLevel.Error, LogLevel.Critical })
                {
                    logger.Log(level, "hello");
                }
            },
            LogLevel.Debug);

        Assert.Equal(["debug", "info", "warning", "error", "error"], lines.Select(line => line.GetProperty("level").GetString()));
    }

    [Theory]
    [InlineData("Opsroom.Workflow", LogLevel.Information, true)]
    [InlineData("Opsroom.Workflow", LogLevel.Debug, false)]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Information, false)]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Warning, true)]
    [InlineData("System.Net.Http.HttpClient", LogLevel.Information, false)]
    public void Frameworks_speak_from_warning_on(string category, LogLevel level, bool written) =>
        Assert.Equal(written ? 1 : 0, Lines(logger => logger.Log(level, "hello"), category: category).Count);

    [Fact]
    public void Nothing_below_the_level_is_written_not_even_by_frameworks() =>
        Assert.Empty(Lines(logger => logger.LogWarning("hello"), LogLevel.Error, "Microsoft.AspNetCore"));

    [Fact]
    public void An_exception_is_a_field_of_the_one_line()
    {
        var line = Assert.Single(Lines(logger => logger.LogError(new InvalidOperationException("It broke\nin two"), "Step failed")));

        Assert.Contains("InvalidOperationException: It broke\nin two", line.GetProperty("exception").GetString(), StringComparison.Ordinal);
        Assert.Equal("Opsroom.Test", line.GetProperty("logger").GetString());
    }

    [Fact]
    public void What_is_logged_is_redacted_in_message_values_and_exception()
    {
        using var output = new MemoryStream();
        using (var factory = LoggingSetup.Create(new LoggingOptions(), () => Redactor, output))
        {
            LogConnect(factory.CreateLogger("Opsroom.Test"), new InvalidOperationException("with correct-horse"), "postgres://app:hunter2@db/shop", "Bearer 9f86d081884c7d65");
        }

        var text = Encoding.UTF8.GetString(output.ToArray());
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        Assert.DoesNotContain("correct-horse", text, StringComparison.Ordinal);
        Assert.DoesNotContain("9f86d081884c7d65", text, StringComparison.Ordinal);
        Assert.Contains("[redacted:url_password:", JsonDocument.Parse(text).RootElement.GetProperty("event").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_in_a_line_about_a_thread_is_that_of_its_journal()
    {
        var line = Assert.Single(Lines(logger => LogThread(logger, Thread, "password=hunter2")));

        Assert.Contains(Redactor.Redact("password=hunter2", new ThreadKey("default", Thread)).Text, line.GetProperty("event").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_lines_are_written_when_the_log_is_closed()
    {
        var lines = Lines(
            logger =>
            {
                for (var i = 0; i < 5_000; i++)
                {
                    LogNumber(logger, i);
                }
            });

        Assert.Equal(Enumerable.Range(0, 5_000), lines.Select(line => line.GetProperty("number").GetInt32()));
    }

    [Fact]
    public void A_reader_that_is_too_slow_costs_lines_and_never_time()
    {
        using var output = new StuckStream();
        using (var factory = LoggingSetup.Create(new LoggingOptions(), () => Redactor, output))
        {
            var logger = factory.CreateLogger("Opsroom.Test");
            LogNumber(logger, -1);
            output.Reached.Wait(TestContext.Current.CancellationToken);
            for (var i = 0; i < 40_000; i++)
            {
                LogNumber(logger, i);
            }

            output.Release.Set();
        }

        var lines = Parse(output.ToArray());
        var leftOut = lines.Where(line => line.TryGetProperty("lines", out _)).Sum(line => int.Parse(line.GetProperty("lines").GetString()!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.InRange(leftOut, 1, 40_000);
        Assert.Equal(40_001, leftOut + lines.Count(line => line.TryGetProperty("number", out _)));
    }

    [Fact]
    public void A_log_may_be_closed_twice()
    {
        using var output = new MemoryStream();
        var factory = LoggingSetup.Create(new LoggingOptions(), () => Redactor, output);
        var logger = factory.CreateLogger("Opsroom.Test");
        LogNumber(logger, 1);

        factory.Dispose();
        factory.Dispose();
        LogNumber(logger, 2);

        Assert.Single(Parse(output.ToArray()));
    }

    [Fact]
    public void A_stream_that_breaks_is_survived()
    {
        using var factory = LoggingSetup.Create(new LoggingOptions(), () => Redactor, new BrokenStream());
        var logger = factory.CreateLogger("Opsroom.Test");

        LogNumber(logger, 1);
        LogNumber(logger, 2);
    }

    private static List<JsonElement> Lines(Action<ILogger> log, LogLevel level = LogLevel.Information, string category = "Opsroom.Test")
    {
        using var output = new MemoryStream();
        using (var factory = LoggingSetup.Create(new LoggingOptions { Level = level }, () => Redactor, output))
        {
            log(factory.CreateLogger(category));
        }

        return Parse(output.ToArray());
    }

    private static List<JsonElement> Parse(byte[] written) =>
        [.. Encoding.UTF8.GetString(written).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {RunId} of thread {ThreadId}: {Agent} {Status} after {Duration} s")]
    private static partial void LogRun(ILogger logger, ThreadId threadId, RunId runId, string agent, RunStatus status, double duration);

    [LoggerMessage(Level = LogLevel.Information, Message = "Thread {ThreadId} says {Text}")]
    private static partial void LogThread(ILogger logger, ThreadId threadId, string text);

    [LoggerMessage(Level = LogLevel.Error, Message = "Cannot connect to {Url} with {Header}")]
    private static partial void LogConnect(ILogger logger, Exception exception, string url, string header);

    [LoggerMessage(Level = LogLevel.Information, Message = "Number {Number}")]
    private static partial void LogNumber(ILogger logger, int number);

    /// <summary>Takes nothing until it is released.</summary>
    private sealed class StuckStream : MemoryStream
    {
        public ManualResetEventSlim Reached { get; } = new();

        public ManualResetEventSlim Release { get; } = new();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Reached.Set();
            Release.Wait(CancellationToken.None);
            base.Write(buffer);
        }
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("Broken pipe");
    }
}
