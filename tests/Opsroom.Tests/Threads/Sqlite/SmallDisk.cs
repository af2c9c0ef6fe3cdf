using System.Diagnostics;

namespace Opsroom.Tests.Threads.Sqlite;

/// <summary>A file system of a few megabytes in memory. Tests that need one are skipped where it cannot be mounted.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    public static SmallDisk MountOrSkip(string options)
    {
        var folder = Directory.CreateTempSubdirectory("opsroom-disk-").FullName;
        if (!TryRun("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder))
        {
            Directory.Delete(folder);
            Assert.Skip("A tmpfs cannot be mounted here: it takes Linux and the right to mount.");
        }

        return new SmallDisk(folder);
    }

    public void Remount(string options) => Assert.True(TryRun("mount", "-o", $"remount,{options}", Folder));

    public void Dispose()
    {
        Assert.True(TryRun("umount", Folder));
        Directory.Delete(Folder);
    }

    private static bool TryRun(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
