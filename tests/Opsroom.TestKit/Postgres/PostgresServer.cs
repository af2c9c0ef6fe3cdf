using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Opsroom.TestKit.Proofs;
using Xunit;

namespace Opsroom.TestKit.Postgres;

/// <summary>
/// A real PostgreSQL on a free loopback port, with its data in the temporary folder. As an assembly fixture it starts when the first test asks for a database;
/// each test makes one of its own. A test that stops it starts a server for itself.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>A role of its own whose name and password have to be escaped in a URL.</summary>
    private const string Role = "ops room";
    private const string Password = "p@ss:w/rd %?#ü";
    private const string Distribution = "/usr/lib/postgresql";

    private static readonly TimeSpan BetweenKnocks = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim starting = new(1, 1);
    private int port;
    private string? folder;
    private Process? process;
    private readonly ConcurrentBag<string> free = [];
    private int databases;

    /// <summary>The secret that must appear nowhere.</summary>
    public static string Secret => Password;

    private static string? Binaries => !Directory.Exists(Distribution) ? null : Directory.EnumerateDirectories(Distribution)
        .OrderByDescending(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var version) ? version : 0)
        .Select(path => Path.Combine(path, "bin")).FirstOrDefault(path => File.Exists(Path.Combine(path, "initdb")));

    /// <summary>Makes an empty database and answers with its URL, starting the server where it does not run. Skips the test where PostgreSQL is not installed.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken);
        if (free.TryTake(out var again))
        {
            return again;
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref databases)}");
        await ExecuteAsync(AddressOf("postgres"), $"CREATE DATABASE {name}", cancellationToken);
        return $"postgresql://{Uri.EscapeDataString(Role)}:{Uri.EscapeDataString(Password)}@127.0.0.1:{port}/{name}";
    }

    /// <summary>Empties a database that <see cref="CreateDatabaseAsync"/> made, whoever is connected to it, and keeps it for the next test: that is faster than making one.</summary>
    public async Task ReleaseDatabaseAsync(string url, CancellationToken cancellationToken)
    {
        await ExecuteAsync(AddressOf("postgres"), $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{NameOf(url)}'", cancellationToken);
        await ExecuteAsync(AddressOf(NameOf(url)), "DROP SCHEMA public CASCADE; CREATE SCHEMA public", cancellationToken);
        free.Add(url);
    }

    /// <summary>Opens a connection of the test's own to a database.</summary>
    public async Task<NpgsqlConnection> ConnectAsync(string url, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(AddressOf(NameOf(url)));
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    /// <summary>Runs one statement in a database and gives the first value it answers.</summary>
    public Task<object?> ExecuteInAsync(string url, string sql, CancellationToken cancellationToken) => ExecuteAsync(AddressOf(NameOf(url)), sql, cancellationToken);

    /// <summary>Starts the server where it does not run; after <see cref="StopAsync"/> with the same data on the same port.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await starting.WaitAsync(cancellationToken);
        try
        {
            if (process is null)
            {
                var binaries = Binaries ?? throw Missing();
                folder ??= await MakeClusterAsync(binaries, cancellationToken);
                if (port > 0)
                {
                    process = Launch(binaries, folder);
                    Assert.True(await IsReadyAsync(folder, cancellationToken), "Somebody else listens on the server's port now.");
                }

                while (process is null)
                {
                    port = FreePort.Take();
                    process = Launch(binaries, folder);
                    if (!await IsReadyAsync(folder, cancellationToken))
                    {
                        // another process took the port in between
                        await StopAsync(crash: true, cancellationToken);
                    }
                }
            }
        }
        finally
        {
            starting.Release();
        }
    }

    /// <summary>Stops the server: connections are cut; with <paramref name="crash"/> nothing is put in order before.</summary>
    public async Task StopAsync(bool crash, CancellationToken cancellationToken)
    {
        if (process is { } running)
        {
            await running.StandardInput.WriteLineAsync((crash ? "QUIT" : "INT").AsMemory(), cancellationToken);
            await running.WaitForExitAsync(cancellationToken);
            running.Dispose();
            process = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(crash: true, CancellationToken.None);
        if (folder is not null)
        {
            Directory.Delete(folder, recursive: true);
        }

        starting.Dispose();
    }

    private static string NameOf(string url) => new Uri(url).AbsolutePath[1..];

    private static async Task<object?> ExecuteAsync(string address, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(address);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    private string AddressOf(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Username = Role,
        Password = Password,
        Database = database,
        Pooling = false,
    }.ConnectionString;

    private static async Task<string> MakeClusterAsync(string binaries, CancellationToken cancellationToken)
    {
        var made = Directory.CreateTempSubdirectory("opsroom-postgres-").FullName;
        var password = Path.Combine(made, "password");
        await File.WriteAllTextAsync(password, Password, cancellationToken);
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync(new ProcessStartInfo("chown", ["-R", "postgres", made]), cancellationToken);
        }

        await RunAsync(
            AsOrdinaryUser(
                Path.Combine(binaries, "initdb"), "--pgdata", Path.Combine(made, "data"), "--username", Role, "--pwfile", password, "--auth", "scram-sha-256",
                "--encoding", "UTF8", "--locale", "C", "--no-sync"),
            cancellationToken);
        return made;
    }

    // the shell stops the server when it is told to, and also when whoever started it is gone
    private Process Launch(string binaries, string home)
    {
        const string Script = """log=$1; shift; "$@" >>"$log" 2>&1 & read -r signal || signal=INT; kill -"$signal" $!; wait $!""";
        var start = AsOrdinaryUser(
            "sh", "-c", Script, "sh", Path.Combine(home, "log"), Path.Combine(binaries, "postgres"), "-D", Path.Combine(home, "data"),
            "-c", "listen_addresses=127.0.0.1", "-c", string.Create(CultureInfo.InvariantCulture, $"port={port}"), "-c", $"unix_socket_directories={home}");
        start.RedirectStandardInput = true;
        return Process.Start(start)!;
    }

    /// <summary>Waits until a server answers; whether it is the one that was started.</summary>
    private async Task<bool> IsReadyAsync(string home, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        while (true)
        {
            try
            {
                return (string?)await ExecuteAsync(AddressOf("postgres"), "SHOW data_directory", patience.Token) == Path.Combine(home, "data");
            }
            catch (NpgsqlException)
            {
                var log = Path.Combine(home, "log");
                if (File.Exists(log) && File.ReadAllText(log).Contains("could not bind", StringComparison.Ordinal))
                {
                    File.WriteAllText(log, "");
                    return false;
                }

                await Task.Delay(BetweenKnocks, patience.Token);
            }
        }
    }

    // PostgreSQL refuses to run as root
    private static ProcessStartInfo AsOrdinaryUser(string program, params string[] arguments)
    {
        var start = Environment.IsPrivilegedProcess
            ? new ProcessStartInfo("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", program, .. arguments])
            : new ProcessStartInfo(program, arguments);
        start.WorkingDirectory = Path.GetTempPath();
        return start;
    }

    private static async Task RunAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var child = Process.Start(start)!;
        var output = await Task.WhenAll(child.StandardOutput.ReadToEndAsync(cancellationToken), child.StandardError.ReadToEndAsync(cancellationToken));
        await child.WaitForExitAsync(cancellationToken);
        Assert.True(child.ExitCode == 0, string.Concat(output));
    }

    private static InvalidOperationException Missing()
    {
        const string Reason = "PostgreSQL is not installed; run eng/install-services.";
        if (Environment.GetEnvironmentVariable("OPSROOM_REQUIRE_SERVICES") == "1")
        {
            Assert.Fail(Reason);
        }

        Assert.Skip(Reason);
        return new InvalidOperationException(Reason);
    }
}
