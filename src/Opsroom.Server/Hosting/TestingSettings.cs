using Opsroom.Tools.Testing;

namespace Opsroom.Server.Hosting;

/// <summary>How tests are run.</summary>
internal static class TestingSettings
{
    /// <param name="dataDirectory">Never shown to tests.</param>
    public static TestingOptions Read(SettingsReader reader, string dataDirectory)
    {
        var defaults = new TestingOptions();
        var options = new TestingOptions
        {
            Bubblewrap = reader.Text("Testing:Bubblewrap") ?? defaults.Bubblewrap,
            AllowUnsandboxed = reader.Flag("Testing:AllowUnsandboxed", defaults.AllowUnsandboxed),
            AllowNetwork = reader.Flag("Testing:AllowNetwork", defaults.AllowNetwork),
            TimeLimit = reader.Time("Testing:TimeLimit", defaults.TimeLimit),
            MemoryMegabytes = (int)reader.Whole("Testing:MemoryMegabytes", defaults.MemoryMegabytes, 64, 1 << 20),
            DiskMegabytes = (int)reader.Whole("Testing:DiskMegabytes", defaults.DiskMegabytes, 16, 1 << 20),
            Processes = (int)reader.Whole("Testing:Processes", defaults.Processes, 16, 32_768),
            PackageFolders = [.. reader.List("Testing:PackageFolders")],
            Hidden = [Path.GetFullPath(dataDirectory)],
        };
        foreach (var problem in options.Validate())
        {
            reader.Refuse(problem);
        }

        return options;
    }
}
