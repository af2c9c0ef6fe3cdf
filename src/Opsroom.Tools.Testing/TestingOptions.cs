using System.Collections.Immutable;

namespace Opsroom.Tools.Testing;

/// <summary>What the operator says about running code that is to be tested. Section <c>Testing</c>.</summary>
public sealed class TestingOptions
{
    public const string Section = "Testing";

    /// <summary>The program that makes the sandbox: a name on the path, or an absolute path.</summary>
    public string Bubblewrap { get; set; } = "bwrap";

    /// <summary>Whether code may run without a sandbox where there is none: with the rights of the server and whatever it can reach.</summary>
    public bool AllowUnsandboxed { get; set; }

    /// <summary>Whether code in the sandbox reaches the network.</summary>
    public bool AllowNetwork { get; set; }

    /// <summary>How long one run may take.</summary>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Memory that all processes of a run have together, in MiB.</summary>
    public int MemoryMegabytes { get; set; } = 2048;

    /// <summary>What a run may write, the copy of the tested folder included, in MiB.</summary>
    public int DiskMegabytes { get; set; } = 1024;

    /// <summary>Processes and threads that a run may have.</summary>
    public int Processes { get; set; } = 512;

    /// <summary>Folders of packages that the tests find read-only, such as that of NuGet.</summary>
    public ImmutableArray<string> PackageFolders { get; set; } = [];

    /// <summary>Folders that the tests never find, wherever they lie: the server's own.</summary>
    public ImmutableArray<string> Hidden { get; set; } = [];

    /// <summary>What is wrong with these options; each sentence names the key and the cure.</summary>
    public IEnumerable<string> Validate()
    {
        if (TimeLimit < TimeSpan.FromSeconds(1) || TimeLimit > TimeSpan.FromHours(4))
        {
            yield return $"{Section}:TimeLimit is '{TimeLimit}': give a time from 1 second to 4 hours.";
        }

        foreach (var folder in PackageFolders.Where(folder => !Path.IsPathFullyQualified(folder) || !Directory.Exists(folder)))
        {
            yield return $"{Section}:PackageFolders has '{folder}', which is no absolute path of a directory: create it, or leave it out.";
        }
    }
}
