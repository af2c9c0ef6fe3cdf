using System.CommandLine;
using Opsroom.Server;
using Opsroom.Threads;

namespace Opsroom.Cli;

/// <summary><c>opsroom store</c>: looks after the database while no server uses it.</summary>
internal static class StoreCommand
{
    public static Command Create() => new("store", "Look after the store while no server uses it") { CreateVerify() };

    private static Command CreateVerify()
    {
        var data = new Option<string?>("--data") { Description = "Where the store lives [default: ./.opsroom]", HelpName = "DIR" };
        var rebuild = new Option<bool>("--rebuild") { Description = "Write the projections anew from the journals" };
        var command = new Command("verify", "Check every journal's hashes, and that the projections are what the journals say") { data, rebuild };
        command.SetAction((parsed, cancellationToken) => VerifyAsync(parsed.GetValue(data), parsed.GetValue(rebuild), cancellationToken));
        return command;
    }

    private static async Task<int> VerifyAsync(string? data, bool rebuild, CancellationToken cancellationToken)
    {
        try
        {
            await using var store = OpsroomStore.Open(new OpsroomServerOptions { DataDirectory = data });
            await store.InitializeAsync(cancellationToken);
            var seen = await store.VerifyAsync(rebuild, cancellationToken);
            foreach (var problem in seen.Problems)
            {
                Console.Out.WriteLine(problem);
            }

            Console.Out.WriteLine(
                $"{seen.Threads} threads, {seen.Events} events, {seen.Problems.Count} problems{(seen.Rebuilt ? "; the projections were written anew" : "")}");
            return seen.Problems.Count == 0 || seen.Rebuilt ? 0 : 1;
        }
        catch (Exception refused) when (refused is StoreUnavailableException or OpsroomStartException)
        {
            return CommandLineErrors.Print(refused.Message);
        }
    }
}
