using System.CommandLine;

namespace Opsroom.Cli;

/// <summary><c>opsroom health</c>: asks a running server how it is; for people, and for containers whose image has no other HTTP client.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var url = new Option<Uri>("--url") { Description = "Where the server listens", HelpName = "URL", DefaultValueFactory = _ => new Uri("http://127.0.0.1:8000") };
        var command = new Command("health", "Print a running server's health; exit code 0 where it is ready, 1 where it is not") { url };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetRequiredValue(url), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Uri server, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = server, Timeout = Patience };
        try
        {
            Console.Out.WriteLine(await client.GetStringAsync(new Uri("/health", UriKind.Relative), cancellationToken));
            using var ready = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
            return ready.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception unreachable) when (unreachable is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync($"opsroom: nothing ready answers at {server}: {unreachable.Message} Start the server, or name another with --url.");
            return 1;
        }
    }
}
