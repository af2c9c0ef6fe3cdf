using System.Diagnostics;

namespace Opsroom.Cli;

/// <summary>The source tree that this program was built from, where it still runs inside it.</summary>
internal sealed class SourceTree(string root)
{
    private const string Project = "src/Opsroom.Cli";

    /// <summary>Whether <c>dotnet watch</c> started this process.</summary>
    public static bool IsWatched => Environment.GetEnvironmentVariable("DOTNET_WATCH") == "1";

    /// <summary>The tree above the program's own folder, or null.</summary>
    public static SourceTree? Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Opsroom.slnx")) && Directory.Exists(Path.Combine(folder, Project)))
            {
                return new SourceTree(folder);
            }
        }

        return null;
    }

    /// <summary>Runs this very command line under <c>dotnet watch</c>, which rebuilds and restarts it when the source changes.</summary>
    public async Task<int> WatchAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet");
        string[] watch = ["watch", "--non-interactive", "--project", Path.Combine(root, Project), "run", "--", .. Environment.GetCommandLineArgs().Skip(1)];
        foreach (var argument in watch)
        {
            start.ArgumentList.Add(argument);
        }

        using var watching = Process.Start(start) ?? throw new InvalidOperationException("dotnet watch did not start.");
        try
        {
            await watching.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            watching.Kill(entireProcessTree: true);
            await watching.WaitForExitAsync(CancellationToken.None);
        }

        return watching.ExitCode;
    }
}
