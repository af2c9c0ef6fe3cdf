using System.Diagnostics;

namespace Opsroom.Tools.Testing.Tests.Running;

/// <summary>The packages of a project in a folder that a sandbox of nobody can read.</summary>
internal sealed class NuGetPackages : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("opsroom-nuget-").FullName;

    public string Folder => Path.Combine(_root, "packages");

    /// <summary>Taken from the machine's cache where they are there, as those of this very project are, else from the usual source.</summary>
    /// <param name="project">The text of a project file.</param>
    public static async Task<NuGetPackages> OfAsync(string project, CancellationToken cancellationToken)
    {
        var packages = new NuGetPackages();
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(packages._root, (UnixFileMode)0b111_101_101);
        }

        var file = Path.Combine(packages._root, "Restored.csproj");
        await File.WriteAllTextAsync(file, project, cancellationToken);
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var (code, output) = await RestoreAsync(file, packages.Folder, cache, cancellationToken);
        if (code != 0)
        {
            (code, output) = await RestoreAsync(file, packages.Folder, "https://api.nuget.org/v3/index.json", cancellationToken);
        }

        Assert.True(code == 0, output);
        return packages;
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static async Task<(int Code, string Output)> RestoreAsync(string project, string folder, string source, CancellationToken cancellationToken)
    {
        using var restore = Process.Start(new ProcessStartInfo("dotnet", ["restore", project, "--packages", folder, "--source", source, "-p:NuGetAudit=false"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var output = await restore.StandardOutput.ReadToEndAsync(cancellationToken);
        await restore.WaitForExitAsync(cancellationToken);
        return (restore.ExitCode, output);
    }
}
