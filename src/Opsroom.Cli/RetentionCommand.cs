using System.CommandLine;
using System.Globalization;
using Opsroom.Retention;
using Opsroom.Server;
using Opsroom.Telemetry;
using Opsroom.Threads;

namespace Opsroom.Cli;

/// <summary><c>opsroom retention</c>: what the configured limits say is to go, and with <c>--apply</c> removes it.</summary>
internal static class RetentionCommand
{
    public static Command Create()
    {
        var data = new Option<string?>("--data") { Description = "Where the store lives [default: ./.opsroom]", HelpName = "DIR" };
        var apply = new Option<bool>("--apply") { Description = "Remove it; without this nothing is changed" };
        var days = Number<double>("--max-age-days", "Remove threads that have not changed for longer", "DAYS");
        var count = Number<long>("--max-threads", "Remove threads beyond so many, those that have not changed for longest first", "COUNT");
        var bytes = Number<long>("--max-bytes", "Remove threads beyond so many bytes", "BYTES");
        var fileDays = Number<double>("--artifacts-max-age-days", "Remove the files of threads that have not changed for longer, and keep the threads", "DAYS");
        var fileBytes = Number<long>("--artifacts-max-bytes", "Remove files beyond so many bytes", "BYTES");
        var command = new Command("retention", "Say what the retention limits would remove while no server uses the store, or remove it")
        {
            data, apply, days, count, bytes, fileDays, fileBytes,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var limits = new Dictionary<string, string?>(StringComparer.Ordinal);
            Set("Retention:Threads:MaxAgeDays", parsed.GetValue(days));
            Set("Retention:Threads:MaxCount", parsed.GetValue(count));
            Set("Retention:Threads:MaxBytes", parsed.GetValue(bytes));
            Set("Retention:Artifacts:MaxAgeDays", parsed.GetValue(fileDays));
            Set("Retention:Artifacts:MaxBytes", parsed.GetValue(fileBytes));
            return RunAsync(
                new OpsroomServerOptions { DataDirectory = parsed.GetValue(data), Configuration = limits, LogOutput = Stream.Null }, parsed.GetValue(apply), cancellationToken);

            void Set(string key, IFormattable? value)
            {
                if (value is not null)
                {
                    limits[key] = value.ToString(null, CultureInfo.InvariantCulture);
                }
            }
        });
        return command;
    }

    private static Option<T?> Number<T>(string name, string description, string unit)
        where T : struct => new(name) { Description = $"{description} [default: as configured]", HelpName = unit };

    private static async Task<int> RunAsync(OpsroomServerOptions options, bool apply, CancellationToken cancellationToken)
    {
        try
        {
            await using var retention = await OpsroomRetention.OpenAsync(options, cancellationToken);
            if (!retention.Limits.IsOn)
            {
                return CommandLineErrors.Print("no retention limit is set: give one as an option, or in the section Retention of the settings.");
            }

            var report = await retention.RunAsync(apply, (item, removed) => Console.Out.WriteLine(Line(item, apply, removed)), cancellationToken);
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Threads} threads ({report.ThreadBytes} bytes), the files of {report.Files} others ({report.FileBytes} bytes){(apply ? " removed" : "; nothing was changed, --apply removes them")}"));
            return 0;
        }
        catch (Exception refused) when (refused is StoreUnavailableException or OpsroomStartException or DataKeyException)
        {
            return CommandLineErrors.Print(refused.Message);
        }
    }

    private static string Line(RetentionItem item, bool apply, bool removed)
    {
        var what = item.Target == RetentionTarget.Thread ? "thread" : "files ";
        var why = item.Reason switch
        {
            RetentionReason.Age => "age",
            RetentionReason.Count => "count",
            RetentionReason.Size => "size",
            _ => throw new InvalidOperationException($"No word for {item.Reason}."),
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{what} {item.Thread.Key}  last changed {item.Thread.UpdatedAt.UtcDateTime:yyyy-MM-dd HH:mm}  {item.Bytes} bytes  {why}{(apply && !removed ? "  changed meanwhile, stays" : "")}");
    }
}
