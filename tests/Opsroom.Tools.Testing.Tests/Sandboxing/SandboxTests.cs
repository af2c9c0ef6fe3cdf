using System.Net;
using System.Net.Sockets;
using Opsroom.Tools.Testing.Sandboxing;

namespace Opsroom.Tools.Testing.Tests.Sandboxing;

/// <summary>What code under test tries and must not get.</summary>
public sealed class SandboxTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("opsroom-sandbox-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_command_works_on_a_copy_and_hands_back_the_files_that_are_wanted()
    {
        File.WriteAllText(Path.Combine(_folder, "in.txt"), "given");
        var run = await RunAsync("cat in.txt; echo changed > in.txt; printf 'two\\nlines' > \"$RESULTS/a.xml\"; exit 3", collect: ["$RESULTS/*.xml", "in.txt"]);

        Assert.Equal((SandboxEnd.Exited, 3, "given"), (run.End, run.ExitCode, run.Output));
        Assert.Equal(["two\nlines", "changed\n"], run.Files.OrderByDescending(file => file.Name, StringComparer.Ordinal).Select(file => System.Text.Encoding.UTF8.GetString(file.Content)).Order(StringComparer.Ordinal).Reverse());
        Assert.Equal("given", File.ReadAllText(Path.Combine(_folder, "in.txt")));
    }

    [Theory]
    [InlineData("echo x > /in/escaped")]
    [InlineData("echo x > /usr/escaped")]
    [InlineData("echo x > /etc/escaped")]
    [InlineData("mount -o remount,rw /usr && echo x > /usr/escaped")]
    [InlineData("mount -t proc proc /mnt")]
    [InlineData("unshare -rm mount -o remount,rw,bind /in")]
    public async Task Nothing_outside_can_be_written(string command)
    {
        var run = await RunAsync(command);

        Assert.NotEqual(0, run.ExitCode);
        Assert.False(File.Exists("/usr/escaped") || File.Exists("/etc/escaped"));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public async Task The_files_of_the_server_are_not_there()
    {
        var secret = Path.Combine(_folder, "secret");
        File.WriteAllText(secret, "the data key");
        var elsewhere = Directory.CreateTempSubdirectory("opsroom-tested-").FullName;
        try
        {
            var run = await Bubblewrap.Open().RunAsync(
                new(elsewhere, $"cat {secret}; ls /root /home {Environment.CurrentDirectory}; cat /etc/shadow /etc/passwd; cat /proc/1/root{secret} /proc/*/environ | tr '\\0' '\\n'", TimeSpan.FromSeconds(30)), null,
                TestContext.Current.CancellationToken);

            Assert.DoesNotContain("the data key", run.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("root:", run.Output, StringComparison.Ordinal);
            Assert.Contains($"{secret}: No such file", run.Output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(elsewhere);
        }
    }

    [Fact]
    public async Task Programs_find_an_account_of_their_own()
    {
        Bubblewrap.RequireProgram("/usr/bin/python3");
        var run = await RunAsync("/usr/bin/python3 -c \"import os, pwd; print(pwd.getpwuid(os.getuid())); print(open('/etc/passwd').read().count(':x:'))\"");

        Assert.Contains("pw_name='sandbox'", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("1\n\n", run.Output + "\n", StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_of_packages_that_only_root_reaches_is_told_by_a_server_of_root()
    {
        var closed = Path.Combine(_folder, "closed", "packages");
        // a temporary folder is only its owner's
        Directory.CreateDirectory(closed);
        var missing = Bubblewrap.Open(options => options.PackageFolders = [closed]).Missing;

        Assert.Equal(Environment.IsPrivilegedProcess ? "Testing:PackageFolders" : null, missing?.Setting);
    }

    [Fact]
    public async Task What_keeps_the_sandbox_from_starting_is_told()
    {
        var run = await RunAsync("echo never", set: options => options.DiskMegabytes = 0);

        Assert.NotEqual(0, run.ExitCode);
        Assert.NotEmpty(run.Output);
    }

    [Fact]
    public async Task The_environment_of_the_server_does_not_come_in()
    {
        Environment.SetEnvironmentVariable("OPSROOM_SANDBOX_PROBE", "a secret of the server");

        var run = await RunAsync("env; cat /proc/self/environ");

        Assert.DoesNotContain("a secret of the server", run.Output, StringComparison.Ordinal);
        Assert.Contains("HOME=/tmp/home", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Not_even_the_loopback_of_the_server_is_reached()
    {
        Bubblewrap.RequireProgram("/usr/bin/python3");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var run = await RunAsync($"/usr/bin/python3 -c \"import socket; socket.create_connection(('127.0.0.1', {port}), 3)\"");

        Assert.NotEqual(0, run.ExitCode);
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task Other_processes_are_neither_seen_nor_signalled()
    {
        var run = await RunAsync($"ls /proc | grep -c '^[0-9]'; kill -9 {Environment.ProcessId} && echo killed");

        Assert.DoesNotContain("killed", run.Output, StringComparison.Ordinal);
        Assert.True(int.Parse(run.Output.Split('\n')[0], System.Globalization.CultureInfo.InvariantCulture) < 10);
    }

    [Fact]
    public async Task An_endless_loop_ends_with_everything_that_it_started()
    {
        var run = await RunAsync("(setsid sh -c 'while :; do :; done' &) ; while :; do :; done", limit: TimeSpan.FromSeconds(2));

        Assert.Equal((SandboxEnd.Timeout, null), (run.End, run.ExitCode));
    }

    [Fact]
    public async Task A_fork_bomb_is_ended()
    {
        var run = await RunAsync("bomb() { bomb & bomb; }; bomb", set: options => options.Processes = 60);

        Assert.True(run.End == SandboxEnd.Processes || run.ExitCode != 0, $"{run.End} {run.ExitCode}");
    }

    [Fact]
    public async Task Memory_without_end_is_refused()
    {
        Bubblewrap.RequireProgram("/usr/bin/python3");
        var run = await RunAsync("/usr/bin/python3 -c \"x = [bytearray(1 << 20) for _ in range(100000)]\"", set: options => options.MemoryMegabytes = 128);

        Assert.True(run.End == SandboxEnd.Memory || run.ExitCode != 0, $"{run.End} {run.ExitCode}");
    }

    [Fact]
    public async Task Output_without_end_is_ended_and_its_beginning_is_kept()
    {
        var run = await RunAsync("echo first; yes");

        Assert.Equal(SandboxEnd.Output, run.End);
        Assert.StartsWith("first\n", run.Output, StringComparison.Ordinal);
        Assert.InRange(run.Output.Length, 1, 1 << 20);
    }

    [Fact]
    public async Task A_disk_cannot_be_filled()
    {
        var run = await RunAsync("head -c 100000000 /dev/zero > a; head -c 100000000 /dev/zero > /tmp/b", set: options => options.DiskMegabytes = 16);

        Assert.NotEqual(0, run.ExitCode);
    }

    [Fact]
    public async Task A_link_that_leads_out_is_not_handed_back()
    {
        var run = await RunAsync("ln -s /etc/ld.so.cache \"$RESULTS/a.xml\"", collect: ["$RESULTS/*.xml"]);

        Assert.Empty(run.Files);
    }

    [Fact]
    public async Task Cancelling_ends_the_run()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = Bubblewrap.Open().RunAsync(new(_folder, "echo started; while :; do :; done", TimeSpan.FromMinutes(5)), _ => stop.Cancel(), stop.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public void Without_a_sandbox_nothing_is_run_unless_that_is_allowed()
    {
        var missing = new Sandbox(new TestingOptions { Bubblewrap = "/nowhere/bwrap" }, TimeProvider.System).Missing!;
        Assert.Equal((FaultCodes.NotConfigured, "Testing:AllowUnsandboxed"), (missing.Code, missing.Setting));
        Assert.Null(new Sandbox(new TestingOptions { Bubblewrap = "/nowhere/bwrap", AllowUnsandboxed = true }, TimeProvider.System).Missing);
    }

    [Fact]
    public async Task Where_it_is_allowed_a_run_without_a_sandbox_has_no_environment_either()
    {
        var sandbox = new Sandbox(new TestingOptions { Bubblewrap = "/nowhere/bwrap", AllowUnsandboxed = true }, TimeProvider.System);
        var run = await sandbox.RunAsync(new(_folder, "env | grep -c OPSROOM; echo done > \"$RESULTS/a.xml\"", TimeSpan.FromSeconds(30)) { Collect = ["$RESULTS/*.xml"] }, null, TestContext.Current.CancellationToken);

        Assert.StartsWith("0", run.Output, StringComparison.Ordinal);
        Assert.Single(run.Files);
    }

    private Task<SandboxRun> RunAsync(string command, TimeSpan? limit = null, string[]? collect = null, Action<TestingOptions>? set = null) =>
        Bubblewrap.Open(set).RunAsync(new(_folder, command, limit ?? TimeSpan.FromSeconds(30)) { Collect = [.. collect ?? []] }, null, TestContext.Current.CancellationToken);
}
