using System.CommandLine;
using Opsroom.Server;

namespace Opsroom.Cli;

/// <summary><c>opsroom serve</c>: the server, until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var options = new ServeOptions();
        var command = new Command("serve", "Serve the API (the default)");
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, options, cancellationToken));
        return command;
    }

    public static async Task<int> RunAsync(ParseResult parsed, ServeOptions options, CancellationToken cancellationToken)
    {
        if (options.Reloads(parsed) && SourceTree.Find() is { } tree && !SourceTree.IsWatched)
        {
            return await tree.WatchAsync(cancellationToken);
        }

        try
        {
            await OpsroomServer.RunAsync(options.Read(parsed), cancellationToken);
            return 0;
        }
        catch (OpsroomStartException refused)
        {
            return CommandLineErrors.Print(refused.Message);
        }
    }
}
