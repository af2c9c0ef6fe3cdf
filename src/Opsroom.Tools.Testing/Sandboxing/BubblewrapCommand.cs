using System.Globalization;
using System.Runtime.InteropServices;

namespace Opsroom.Tools.Testing.Sandboxing;

/// <summary>The command lines of a sandbox, and of a run without one.</summary>
internal static class BubblewrapCommand
{
    private static readonly string[] System = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64"];

    /// <summary>What programs need of <c>/etc</c>; accounts, keys and the configuration of services are not among it.</summary>
    private static readonly string[] Etc =
    [
        "alternatives", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "ssl/certs", "ssl/openssl.cnf", "java-17-openjdk", "java-21-openjdk", "maven", "localtime", "mime.types", "python3", "python3.11", "python3.12", "python3.13", "dotnet",
    ];

    /// <summary>Where .NET is, where that is no part of the system.</summary>
    private static readonly string? Dotnet =
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..")) is var root && !root.StartsWith("/usr/", StringComparison.Ordinal) && File.Exists(Path.Combine(root, "dotnet")) ? root : null;

    /// <summary>
    /// Keeps package managers from asking, and asking again, what cannot be reached. NuGet's settings of the user name no source, while those of the tested folder, which may name a feed in
    /// it, still count.
    /// </summary>
    private static readonly (string Name, string Value)[] Offline =
    [
        ("NUGET_CONFIG", "<configuration><packageSources><clear /></packageSources></configuration>"),
        ("NUGET_ENHANCED_MAX_NETWORK_TRY_COUNT", "1"),
        ("NuGetAudit", "false"),
        ("npm_config_offline", "true"),
    ];

    /// <summary>Copies the folder, runs the command and hands back the wanted files on the other channel.</summary>
    private const string Script = """
        ulimit -c 0; ulimit -d "$LIMIT_DATA" 2>/dev/null; ulimit -f "$LIMIT_FILE" 2>/dev/null; ulimit -u "$LIMIT_PROCESSES" 2>/dev/null || ulimit -p "$LIMIT_PROCESSES" 2>/dev/null
        if [ -n "$ACCOUNT" ]; then printf '%s\n' "$ACCOUNT" > /tmp/passwd; fi
        if [ -n "$NUGET_CONFIG" ]; then mkdir -p "$HOME/.nuget/NuGet" && printf '%s' "$NUGET_CONFIG" > "$HOME/.nuget/NuGet/NuGet.Config"; fi
        unset LIMIT_DATA LIMIT_FILE LIMIT_PROCESSES ACCOUNT NUGET_CONFIG
        exec 3>&2
        mkdir -p "$RESULTS" "$WORK" && cp -R "$SOURCE/." "$WORK" && cd "$WORK" || exit 125
        sh -c "$1" 2>&1 3>&- </dev/null
        code=$?
        shift
        for file in $(eval "ls -d $* 2>/dev/null" | sort -u); do
          if [ -f "$file" ] && [ ! -L "$file" ]; then printf '%s %s\n' "$(wc -c < "$file")" "$file" >&3; cat "$file" >&3; printf '\n' >&3; fi
        done
        exit $code
        """;

    public static List<string> Sandboxed(SandboxJob job, TestingOptions options)
    {
        List<string> line = ["--unshare-all", "--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL", "--unshare-user", "--uid", "1000", "--gid", "1000", "--hostname", "sandbox"];
        if (options.AllowNetwork)
        {
            line.Add("--share-net");
            line.AddRange(["--ro-bind-try", "/etc/resolv.conf", "/etc/resolv.conf", "--ro-bind-try", "/etc/hosts", "/etc/hosts", "--ro-bind-try", "/etc/nsswitch.conf", "/etc/nsswitch.conf"]);
        }

        foreach (var folder in System.Where(Directory.Exists))
        {
            line.AddRange(new DirectoryInfo(folder).LinkTarget is { } target ? ["--symlink", target, folder] : ["--ro-bind", folder, folder]);
        }

        line.AddRange(["--proc", "/proc", "--dev", "/dev"]);
        line.AddRange(Etc.SelectMany(name => new[] { "--ro-bind-try", $"/etc/{name}", $"/etc/{name}" }));
        var room = ((long)options.DiskMegabytes << 20).ToString(CultureInfo.InvariantCulture);
        line.AddRange(["--size", room, "--tmpfs", "/tmp", "--size", room, "--tmpfs", "/work", "--dir", "/tmp/home"]);
        foreach (var folder in options.PackageFolders.Concat(job.ReadOnly).Append(Dotnet).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            line.AddRange(["--ro-bind-try", folder, folder]);
        }

        foreach (var folder in options.Hidden.Where(Directory.Exists).Where(folder => System.Any(shown => folder.StartsWith(shown + "/", StringComparison.Ordinal))))
        {
            line.AddRange(["--tmpfs", folder]);
        }

        // programs ask who they are: NuGet takes the failed question for a lock that another process holds, and waits for ever
        line.AddRange(["--symlink", "/tmp/passwd", "/etc/passwd", "--setenv", "ACCOUNT", "sandbox:x:1000:1000::/tmp/home:/bin/sh"]);
        line.AddRange(["--ro-bind", job.Folder, "/in"]);
        foreach (var (name, value) in Environment("/work/copy", "/in", "/tmp/results", "/tmp/home", options).Concat(options.AllowNetwork ? [] : Offline))
        {
            line.AddRange(["--setenv", name, value]);
        }

        line.AddRange(["--remount-ro", "/", "--chdir", "/work", "--", "/bin/sh", "-c", Script, "sh", job.Command, .. job.Collect]);
        return line;
    }

    /// <summary>The same without a sandbox: the arguments of <c>sh</c>.</summary>
    public static List<string> Plain(SandboxJob job) => ["-c", Script, "sh", job.Command, .. job.Collect];

    public static IEnumerable<(string Name, string Value)> Environment(string work, string source, string results, string home, TestingOptions options) =>
    [
        ("PATH", Dotnet is null ? "/usr/local/bin:/usr/bin:/bin" : $"/usr/local/bin:/usr/bin:/bin:{Dotnet}"),
        ("HOME", home),
        ("TMPDIR", "/tmp"),
        ("LANG", "C.UTF-8"),
        ("TZ", "UTC"),
        ("CI", "1"),
        ("WORK", work),
        ("SOURCE", source),
        ("RESULTS", results),
        ("LIMIT_DATA", ((long)options.MemoryMegabytes << 10).ToString(CultureInfo.InvariantCulture)),
        ("LIMIT_FILE", ((long)options.DiskMegabytes << 11).ToString(CultureInfo.InvariantCulture)),
        ("LIMIT_PROCESSES", options.Processes.ToString(CultureInfo.InvariantCulture)),
        ("DOTNET_CLI_HOME", home),
        ("DOTNET_NOLOGO", "1"),
        ("DOTNET_CLI_TELEMETRY_OPTOUT", "1"),
        ("DOTNET_SKIP_FIRST_TIME_EXPERIENCE", "1"),
        ("MSBUILDDISABLENODEREUSE", "1"),
        ("NUGET_FALLBACK_PACKAGES", string.Join(';', options.PackageFolders)),
        ("PYTHONDONTWRITEBYTECODE", "1"),
        // by itself a JVM reserves a share of the whole machine, which the limit of memory refuses
        ("JAVA_TOOL_OPTIONS", $"-XX:+UseSerialGC -XX:-UsePerfData -XX:ReservedCodeCacheSize=64m -Xmx{(options.MemoryMegabytes / 3).ToString(CultureInfo.InvariantCulture)}m"),
        ("GOFLAGS", "-mod=mod"),
        ("GOPROXY", "off"),
        ("GOCACHE", "/tmp/go"),
        ("NO_COLOR", "1"),
    ];
}
