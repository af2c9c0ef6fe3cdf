using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Opsroom.Telemetry;
using Serilog;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace Opsroom.Server.Hosting;

/// <summary>Writes the log: one JSON object on a line.</summary>
internal static class LoggingSetup
{
    // their information is about themselves; ours is about runs
    private static readonly string[] Frameworks = ["Microsoft", "System", "Polly", "OpenTelemetry"];

    // while it may log, the web server makes a scope and an activity for every request; the access log says all of it
    private const string HostingDiagnostics = "Microsoft.AspNetCore.Hosting.Diagnostics";

    // whoever starts the server is told in one line what is wrong, and how to mend it
    private const string HostingFailed = "Hosting failed to start";

    /// <summary>Logs to a stream, standard output unless another is given. Needs a <see cref="Redactor"/>.</summary>
    public static IServiceCollection AddOpsroomLogging(this IServiceCollection services, LoggingOptions options, Stream? output = null) =>
        services.AddSingleton(provider => Create(options, provider.GetRequiredService<Redactor>, output ?? Console.OpenStandardOutput()));

    /// <summary>The same log without a server. Disposing the factory writes what is still to be written.</summary>
    /// <param name="redactor">Asked for with the first line: whether there is a data key is for the server to say, not for its log.</param>
    public static ILoggerFactory Create(LoggingOptions options, Func<Redactor> redactor, Stream output)
    {
        var configuration = new LoggerConfiguration()
            .MinimumLevel.Is(LevelConvert.ToSerilogLevel(options.Level))
            .Filter.ByExcluding(logEvent => logEvent.MessageTemplate.Text == HostingFailed)
            .WriteTo.Sink(new LoggingSink(output, new LoggingLine(redactor)));
        foreach (var framework in Frameworks)
        {
            configuration.MinimumLevel.Override(framework, LevelConvert.ToSerilogLevel((LogLevel)Math.Max((int)options.Level, (int)LogLevel.Warning)));
        }

        configuration.MinimumLevel.Override(HostingDiagnostics, LevelAlias.Off);
        return new SerilogLoggerFactory(configuration.CreateLogger(), dispose: true);
    }
}
