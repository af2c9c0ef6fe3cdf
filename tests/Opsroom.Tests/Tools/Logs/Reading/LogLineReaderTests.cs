using System.Globalization;
using System.Text;
using Opsroom.Tools.Logs.Reading;

namespace Opsroom.Tests.Tools.Logs.Reading;

public sealed class LogLineReaderTests
{
    private static readonly DateTimeOffset Around = new(2026, 3, 1, 18, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-03-01T12:00:00Z started", "2026-03-01T12:00:00", EntryLevel.Unknown, "started")]
    [InlineData("2026-03-01T12:00:00.123456789+02:00 ERROR boom", "2026-03-01T10:00:00.1234567", EntryLevel.Error, "boom")]
    [InlineData("2026-03-01 12:00:00,123 WARN  [main] c.e.Pool - no connection", "2026-03-01T12:00:00.123", EntryLevel.Warn, "[main] c.e.Pool - no connection")]
    [InlineData("2026-03-01 12:00:00.123  INFO 1 --- [nio-8080-exec-1] o.s.web.Servlet : ready", "2026-03-01T12:00:00.123", EntryLevel.Info, "1 --- [nio-8080-exec-1] o.s.web.Servlet : ready")]
    [InlineData("2026-03-01 12:00:00,123 - orders - ERROR - no stock", "2026-03-01T12:00:00.123", EntryLevel.Error, "no stock")]
    [InlineData("2026-03-01 12:00:00.123 UTC [1234] app@shop ERROR:  relation \"orders\" does not exist at character 15", "2026-03-01T12:00:00.123", EntryLevel.Error, "relation \"orders\" does not exist at character 15")]
    [InlineData("2026-03-01 12:00:00.123 UTC [1] LOG:  database system is ready", "2026-03-01T12:00:00.123", EntryLevel.Info, "database system is ready")]
    [InlineData("2026-03-01T12:00:00.123456Z 12 [ERROR] [MY-010119] [Server] Aborting", "2026-03-01T12:00:00.123456", EntryLevel.Error, "[MY-010119] [Server] Aborting")]
    [InlineData("2026-03-01T12:00:00.123456Z 0 [Note] InnoDB: ready", "2026-03-01T12:00:00.123456", EntryLevel.Info, "InnoDB: ready")]
    [InlineData("[2026-03-01 12:00:00,123] WARN [ReplicaManager broker=1] lag (kafka.server.ReplicaManager)", "2026-03-01T12:00:00.123", EntryLevel.Warn, "[ReplicaManager broker=1] lag (kafka.server.ReplicaManager)")]
    [InlineData("[2026-03-01T12:00:00,123][WARN ][o.e.m.j.JvmGcMonitorService] [node-1] overhead", "2026-03-01T12:00:00.123", EntryLevel.Warn, "[o.e.m.j.JvmGcMonitorService] [node-1] overhead")]
    [InlineData("[2026-03-01 12:00:00 +0000] [7] [CRITICAL] WORKER TIMEOUT (pid:8)", "2026-03-01T12:00:00", EntryLevel.Fatal, "WORKER TIMEOUT (pid:8)")]
    [InlineData("[2026-03-01 12:00:00,123: ERROR/ForkPoolWorker-1] Task failed", "2026-03-01T12:00:00.123", EntryLevel.Error, "Task failed")]
    [InlineData("2026/03/01 12:00:00 [error] 31#31: *1 connect() failed (111: Connection refused)", "2026-03-01T12:00:00", EntryLevel.Error, "31#31: *1 connect() failed (111: Connection refused)")]
    [InlineData("2026/03/01 12:00:00 listening on :8080", "2026-03-01T12:00:00", EntryLevel.Unknown, "listening on :8080")]
    [InlineData("E0301 12:00:00.123456       1 reflector.go:138] failed to list", "2026-03-01T12:00:00.123456", EntryLevel.Error, "failed to list")]
    [InlineData("I20260301 12:00:00.123456    17 main.cc:12] up", "2026-03-01T12:00:00.123456", EntryLevel.Info, "up")]
    [InlineData("Mar  1 12:00:00 node-1 kernel: Out of memory: Killed process 4321 (java)", "2026-03-01T12:00:00", EntryLevel.Unknown, "node-1 kernel: Out of memory: Killed process 4321 (java)")]
    [InlineData("<11>Mar  1 12:00:00 web app[12]: broken", "2026-03-01T12:00:00", EntryLevel.Error, "web app[12]: broken")]
    [InlineData("<34>1 2026-03-01T12:00:00.003Z web su - ID47 - failed", "2026-03-01T12:00:00.003", EntryLevel.Fatal, "web su - ID47 - failed")]
    [InlineData("[Sun Mar 01 12:00:00.123456 2026] [core:error] [pid 12] File does not exist", "2026-03-01T12:00:00.123456", EntryLevel.Error, "[pid 12] File does not exist")]
    [InlineData("Sun Mar  1 12:00:00 UTC 2026 backup done", "2026-03-01T12:00:00", EntryLevel.Unknown, "backup done")]
    [InlineData("Mar 01, 2026 12:00:00 PM org.apache.catalina.startup start", "2026-03-01T12:00:00", EntryLevel.Unknown, "org.apache.catalina.startup start")]
    [InlineData("01-Mar-2026 12:00:00.123 SEVERE [main] org.apache.catalina.core failed", "2026-03-01T12:00:00.123", EntryLevel.Error, "[main] org.apache.catalina.core failed")]
    [InlineData("3/1/2026 12:00:00 PM Error The service stopped", "2026-03-01T12:00:00", EntryLevel.Error, "The service stopped")]
    [InlineData("1:M 01 Mar 2026 12:00:00.123 # Can't save in background: fork: Cannot allocate memory", "2026-03-01T12:00:00.123", EntryLevel.Warn, "Can't save in background: fork: Cannot allocate memory")]
    [InlineData("ERROR [main] 2026-03-01 12:00:00,123 Daemon.java:12 - gone", "2026-03-01T12:00:00.123", EntryLevel.Error, "Daemon.java:12 - gone")]
    [InlineData("E, [2026-03-01T12:00:00.123456 #12] ERROR -- : no route", "2026-03-01T12:00:00.123456", EntryLevel.Error, "no route")]
    [InlineData("[12:00:00 ERR] Unhandled", "2026-03-01T12:00:00", EntryLevel.Error, "Unhandled")]
    [InlineData("2026-03-01T12:00:00.123Z\tERROR\tcontroller\tcannot reconcile", "2026-03-01T12:00:00.123", EntryLevel.Error, "controller\tcannot reconcile")]
    [InlineData("fail: Microsoft.Hosting[1]", null, EntryLevel.Error, "Microsoft.Hosting[1]")]
    [InlineData("ERROR:root:no money", null, EntryLevel.Error, "root:no money")]
    [InlineData("panic: runtime error: index out of range [3]", null, EntryLevel.Fatal, "runtime error: index out of range [3]")]
    [InlineData("the error rate of 12 is fine", null, EntryLevel.Unknown, "the error rate of 12 is fine")]
    public void Plain_lines_are_told_apart_into_time_level_and_message(string line, string? time, EntryLevel level, string message) => Check(line, time, level, message);

    [Theory]
    [InlineData("""{"level":"error","ts":1772366400.5,"msg":"no","error":"dial tcp: refused"}""", "2026-03-01T12:00:00.5", EntryLevel.Error, "no")]
    [InlineData("""{"level":50,"time":1772366400123,"pid":1,"msg":"a \"b\""}""", "2026-03-01T12:00:00.123", EntryLevel.Error, "a \"b\"")]
    [InlineData("""{"@timestamp":"2026-03-01T12:00:00.000Z","log.level":"WARN","message":"slow"}""", "2026-03-01T12:00:00", EntryLevel.Warn, "slow")]
    [InlineData("""{"@timestamp":"2026-03-01T12:00:00.000Z","log":{"level":"fatal"},"message":"gone"}""", "2026-03-01T12:00:00", EntryLevel.Fatal, "gone")]
    [InlineData("""{"@t":"2026-03-01T12:00:00Z","@l":"Warning","@m":"late"}""", "2026-03-01T12:00:00", EntryLevel.Warn, "late")]
    [InlineData("""{"t":{"$date":"2026-03-01T12:00:00.000+00:00"},"s":"E","c":"NETWORK","msg":"closed","attr":{"a":[1]}}""", "2026-03-01T12:00:00", EntryLevel.Error, "closed")]
    [InlineData("""{"severity":"CRITICAL","timestamp":"2026-03-01T12:00:00Z","textPayload":"x"}""", "2026-03-01T12:00:00", EntryLevel.Fatal, "x")]
    [InlineData("""{"timeUnixNano":"1772366400000000000","severityNumber":17,"body":{"stringValue":"otel"}}""", "2026-03-01T12:00:00", EntryLevel.Error, "otel")]
    [InlineData("""{"__REALTIME_TIMESTAMP":"1772366400000000","PRIORITY":"3","MESSAGE":"unit failed"}""", "2026-03-01T12:00:00", EntryLevel.Error, "unit failed")]
    [InlineData("""{"version":"1.1","timestamp":1772366400.25,"level":4,"short_message":"gelf"}""", "2026-03-01T12:00:00.25", EntryLevel.Warn, "gelf")]
    [InlineData("""{"log":"2026-03-01 11:59:59 ERROR inner\n","stream":"stderr","time":"2026-03-01T12:00:00Z"}""", "2026-03-01T12:00:00", EntryLevel.Error, "inner")]
    [InlineData("""{"log":"{\"level\":\"warn\",\"msg\":\"deep\"}\n","stream":"stdout","time":"2026-03-01T12:00:00Z"}""", "2026-03-01T12:00:00", EntryLevel.Warn, "deep")]
    [InlineData("""2026-03-01T12:00:00.5Z stderr F {"level":"error","msg":"cri"}""", "2026-03-01T12:00:00.5", EntryLevel.Error, "cri")]
    [InlineData("""2026-03-01T12:00:00.5Z {"level":"error","msg":"kubectl"}""", "2026-03-01T12:00:00.5", EntryLevel.Error, "kubectl")]
    [InlineData("2026-03-01T12:00:00.123456789Z 2026-03-01 11:59:59,123 - orders - ERROR - late", "2026-03-01T12:00:00.1234567", EntryLevel.Error, "late")]
    [InlineData("2026-03-01T12:00:00.123456789Z W0301 11:59:59.123456       1 a.go:1] klog inside", "2026-03-01T12:00:00.1234567", EntryLevel.Warn, "klog inside")]
    [InlineData("2026-03-01T12:00:00.123456789Z [2026-03-01 11:59:59,123] WARN [broker] lag", "2026-03-01T12:00:00.1234567", EntryLevel.Warn, "[broker] lag")]
    [InlineData("2026-03-01T12:00:00.123456789Z 10.0.0.1 - - [01/Mar/2026:12:00:00 +0000] \"GET / HTTP/1.1\" 500 1", "2026-03-01T12:00:00.1234567", EntryLevel.Error, "\"GET / HTTP/1.1\" 500")]
    [InlineData("2026-03-01T12:00:00.123456789Z 12 jobs are late", "2026-03-01T12:00:00.1234567", EntryLevel.Unknown, "12 jobs are late")]
    [InlineData("web-1  | 2026-03-01 12:00:00 ERROR compose", "2026-03-01T12:00:00", EntryLevel.Error, "compose")]
    [InlineData("[pod/web-0/app] 2026-03-01 12:00:00 ERROR prefixed", "2026-03-01T12:00:00", EntryLevel.Error, "prefixed")]
    [InlineData("""time="2026-03-01T12:00:00Z" level=warning msg="queue \"a\" full" size=10""", "2026-03-01T12:00:00", EntryLevel.Warn, "queue \"a\" full")]
    [InlineData("ts=2026-03-01T12:00:00Z caller=main.go:1 level=error err=\"no disk\"", "2026-03-01T12:00:00", EntryLevel.Error, "ts=2026-03-01T12:00:00Z caller=main.go:1 level=error err=\"no disk\"")]
    [InlineData("Mar  1 12:00:00 n1 dockerd[1]: time=\"2026-03-01T12:00:00Z\" level=error msg=\"pull failed\"", "2026-03-01T12:00:00", EntryLevel.Error, "pull failed")]
    [InlineData("\u001b[31m2026-03-01 12:00:00 \u001b[1mERROR\u001b[0m red", "2026-03-01T12:00:00", EntryLevel.Error, "red")]
    [InlineData("10.0.0.1 - bob [01/Mar/2026:13:00:00 +0100] \"GET /a HTTP/1.1\" 502 157 \"-\" \"curl/8\" 0.120", "2026-03-01T12:00:00", EntryLevel.Error, "\"GET /a HTTP/1.1\" 502")]
    [InlineData("[2026-03-01T12:00:00.000Z] \"POST /a HTTP/2\" 503 UF,URX 0 91 12 - \"-\"", "2026-03-01T12:00:00", EntryLevel.Error, "\"POST /a HTTP/2\" 503 UF,URX")]
    [InlineData("""{"level":"info","msg":"cut off""", null, EntryLevel.Unknown, """{"level":"info","msg":"cut off""")]
    public void Structured_and_wrapped_lines_are_read_by_what_they_are(string line, string? time, EntryLevel level, string message) => Check(line, time, level, message);

    [Fact]
    public void A_year_that_is_left_out_never_puts_a_line_into_the_future()
    {
        Check("Dec 31 23:59:59 n1 app: late", "2025-12-31T23:59:59", EntryLevel.Unknown, "n1 app: late");
        Check("Mar  2 12:00:00 n1 app: soon", "2026-03-02T12:00:00", EntryLevel.Unknown, "n1 app: soon");
    }

    [Fact]
    public void A_date_that_is_left_out_follows_the_time_before()
    {
        var reader = new LogLineReader(Around);
        Assert.Equal(Utc("2026-02-20T23:59:00"), reader.Read("2026-02-20 23:59:00 a"u8).Time);
        Assert.Equal(Utc("2026-02-20T23:59:30"), reader.Read("23:59:30 b"u8).Time);
        Assert.Equal(Utc("2026-02-21T00:00:10"), reader.Read("00:00:10 c"u8).Time);
        Assert.Equal(Utc("2026-02-20T23:59:59"), reader.Read("23:59:59 late"u8).Time);
    }

    [Theory]
    [InlineData("2026-03-01 12:00:00 ERROR failed\njava.lang.IllegalStateException: no\n\tat a.B.c(B.java:1)\nCaused by: java.io.IOException: disk\n\t... 3 more\n2026-03-01 12:00:01 INFO next", "0,5")]
    [InlineData("2026-03-01 12:00:00 ERROR failed\nSystem.InvalidOperationException: no\n   at A.B() in /a.cs:line 1\n   --- End of inner exception stack trace ---\n2026-03-01 12:00:01 INFO next", "0,4")]
    [InlineData("2026-03-01 12:00:00 ERROR failed\nTraceback (most recent call last):\n  File \"a.py\", line 1, in f\n    x()\nValueError: bad\n2026-03-01 12:00:01 INFO next", "0,5")]
    [InlineData("starting\npanic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/a/main.go:3 +0x1d\nexit status 2", "0,1")]
    [InlineData("listening\n/app/a.js:3\n    throw new Error('x')\n    ^\n\nError: x\n    at f (/app/a.js:3:9)\n", "0,1,5")]
    [InlineData("2026-03-01T12:00:00.1Z stdout F 2026-03-01 12:00:00 ERROR a\n2026-03-01T12:00:00.2Z stdout F \tat b.C(D.java:1)\n2026-03-01T12:00:00.3Z stdout P 2026-03-01 12:00:00 INFO lo\n2026-03-01T12:00:00.3Z stdout F ng", "0,2")]
    [InlineData("2026-03-01T12:00:00.123456789Z listening\n2026-03-01T12:00:01.123456789Z Traceback (most recent call last):\n2026-03-01T12:00:01.123456789Z   File \"a.py\", line 1\n2026-03-01T12:00:01.123456789Z ValueError: bad", "0,1,3")]
    [InlineData("2026-03-01T12:00:01.123456789Z 2026-03-01 12:00:00 ERROR failed\n2026-03-01T12:00:01.123456789Z java.lang.IllegalStateException: no\n2026-03-01T12:00:01.123456789Z \tat a.B.c(B.java:1)\n2026-03-01T12:00:01.123456789Z   indented", "0")]
    [InlineData("2026-03-01 12:00:00 UTC [1] ERROR:  duplicate key\n2026-03-01 12:00:00 UTC [1] DETAIL:  Key (id)=(1) already exists.\n2026-03-01 12:00:00 UTC [1] STATEMENT:  INSERT INTO a\n\tVALUES (1)", "0")]
    [InlineData("fail: A.B[0]\n      Could not\n      System.Exception: x\n         at A.B()\ninfo: C[0]\n      ok", "0,4")]
    public void Lines_of_a_stack_trace_belong_to_the_entry_before(string log, string entries)
    {
        var reader = new LogLineReader(Around);
        var begun = new List<int>();
        foreach (var (number, line) in log.Split('\n').Index())
        {
            if (!reader.Read(Encoding.UTF8.GetBytes(line)).Continues)
            {
                begun.Add(number);
            }
        }

        Assert.Equal(entries, string.Join(',', begun));
    }

    [Fact]
    public void Any_bytes_are_read_without_a_failure()
    {
        var reader = new LogLineReader(Around);
        var random = new Random(7);
        var parts = new[] { "2026-03-01", "12:00:00", "[", "]", "\"", "{", "}", "=", "level", "<13>", "Mar", "\u001b[", "E0301 ", " stdout F ", "|", "\\", ":", "01/Mar/2026:", "1772366400", "\0", "é", "Sun", ", ", "-", "." };
        for (var round = 0; round < 20_000; round++)
        {
            var line = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => parts[random.Next(parts.Length)]));
            var read = reader.Read(Encoding.UTF8.GetBytes(line));
            Assert.True(read.Message.Length <= line.Length * 3);
        }
    }

    private static void Check(string line, string? time, EntryLevel level, string message)
    {
        var read = new LogLineReader(Around).Read(Encoding.UTF8.GetBytes(line));
        Assert.Equal((time is null ? null : Utc(time), level, message), (read.Time, read.Level, Encoding.UTF8.GetString(read.Message)));
        Assert.False(read.Continues);
    }

    private static DateTimeOffset Utc(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
