using Opsroom.Server.Tests.Proofs.Incidents;

namespace Opsroom.Server.Tests.Proofs.Development;

/// <summary>What a tool has written into a thread's workspace, as files of the test's own folder, where toolchains can be asked about them.</summary>
internal sealed class WrittenFiles : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("opsroom-written-");

    public string Folder => folder.FullName;

    public IReadOnlyList<string> Paths => [.. folder.EnumerateFiles("*", SearchOption.AllDirectories).Select(file => file.FullName)];

    /// <summary>Fetches a folder of a thread.</summary>
    public static async Task<WrittenFiles> FetchAsync(Uri server, string thread, string path, CancellationToken cancellationToken)
    {
        using var client = new IncidentClient(server);
        var fetched = new WrittenFiles();
        foreach (var (name, bytes) in (await client.FetchAsync(thread, path, cancellationToken)).Files)
        {
            var file = Path.Combine(fetched.Folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllBytesAsync(file, bytes, cancellationToken);
        }

        return fetched;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
