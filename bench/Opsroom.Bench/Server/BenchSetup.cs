using Opsroom.Bench.Machine;

namespace Opsroom.Bench.Server;

/// <summary>Which server is measured, and where its data lies.</summary>
internal sealed record BenchSetup(string Executable, string Folder)
{
    /// <exception cref="BenchException">There is no such server, or figures from that folder would say nothing about disks.</exception>
    public static BenchSetup Check(FileInfo executable, DirectoryInfo folder)
    {
        if (!executable.Exists)
        {
            throw new BenchException($"There is no server at {executable.FullName}: publish it with dotnet publish src/Opsroom.Cli -c Release -o DIR, and give DIR/opsroom.");
        }

        folder.Create();
        return MachineReport.FileSystemOf(folder.FullName) is "tmpfs" or "ramfs"
            ? throw new BenchException($"{folder.FullName} lies in memory, where nothing is durable: give a folder on a disk with --data.")
            : new BenchSetup(executable.FullName, folder.FullName);
    }

    /// <summary>A fresh folder for one server.</summary>
    public string NewFolder() => Directory.CreateDirectory(Path.Combine(Folder, Path.GetRandomFileName())).FullName;
}

/// <summary>Something is wrong that the one who measures can mend.</summary>
internal sealed class BenchException(string message) : Exception(message);
