using System.CommandLine;
using Opsroom.Server;
using Opsroom.Threads;
using Opsroom.Threads.Migration;

namespace Opsroom.Cli;

/// <summary><c>opsroom migrate-store</c>: moves from the embedded store to PostgreSQL while no server uses either.</summary>
internal static class MigrateStoreCommand
{
    public static Command Create()
    {
        var from = new Option<string?>("--from", "--data") { Description = "Where the SQLite store lives [default: ./.opsroom]", HelpName = "DIR" };
        var to = new Option<string?>("--to") { Description = "The empty PostgreSQL database, as postgresql://… [default: DATABASE_URL, which keeps its password out of lists of processes]", HelpName = "URL" };
        var command = new Command("migrate-store", "Copy the SQLite store to an empty PostgreSQL database, and verify the copy") { from, to };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(from), parsed.GetValue(to), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string? from, string? to, CancellationToken cancellationToken)
    {
        try
        {
            var migration = OpsroomStore.Migrate(new OpsroomServerOptions { DataDirectory = from }, to);
            var report = await migration.RunAsync(Console.Error.WriteLine, cancellationToken);
            foreach (var problem in report.Problems)
            {
                Console.Out.WriteLine(problem);
            }

            Console.Out.WriteLine(report);
            if (report.Problems.Count == 0)
            {
                Console.Out.WriteLine("Start the server with DATABASE_URL, and keep data.key or OPSROOM_DATA_KEY as it is. The SQLite store is as it was.");
            }

            return report.Problems.Count == 0 ? 0 : 1;
        }
        catch (Exception refused) when (refused is StoreUnavailableException or MigrationRefusedException or OpsroomStartException)
        {
            return CommandLineErrors.Print(refused.Message);
        }
    }
}
