using System.Diagnostics;
using System.Globalization;
using MySqlConnector;
using Opsroom.TestKit.Proofs;
using Xunit;

namespace Opsroom.TestKit.MariaDb;

/// <summary>
/// A real MariaDB on a free loopback port, with its data in the temporary folder. As an assembly fixture it starts when the first test asks for a database;
/// each test makes one of its own.
/// </summary>
public sealed class MariaDbServer : IAsyncDisposable
{
    private const string Role = "opsroom";
    private const string Password = "p@ss,w/rd=%?";

    private static readonly TimeSpan BetweenKnocks = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim starting = new(1, 1);
    private int port;
    private string? folder;
    private Process? process;
    private int databases;

    /// <summary>The secret that must appear nowhere.</summary>
    public static string Secret => Password;

    /// <summary>Makes an empty database and answers with its connection string, starting the server where it does not run. Skips the test where MariaDB is not installed.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken);
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref databases)}");
        await ExecuteAsync(AddressOf(null), $"CREATE DATABASE {name} CHARACTER SET utf8mb4", cancellationToken);
        return AddressOf(name);
    }

    /// <summary>Opens a connection of the test's own to a database.</summary>
    public static async Task<MySqlConnection> ConnectAsync(string address, CancellationToken cancellationToken)
    {
        var connection = new MySqlConnection(address);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (folder is not null)
        {
            Directory.Delete(folder, recursive: true);
        }

        starting.Dispose();
    }

    private async Task StopAsync()
    {
        if (process is { } running)
        {
            running.StandardInput.Close();
            await running.WaitForExitAsync(CancellationToken.None);
            running.Dispose();
            process = null;
        }
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        await starting.WaitAsync(cancellationToken);
        try
        {
            if (process is null)
            {
                var program = Find("mariadbd");
                folder ??= await MakeFolderAsync(cancellationToken);
                while (process is null)
                {
                    port = FreePort.Take();
                    process = Launch(program, folder);
                    if (!await IsReadyAsync(folder, cancellationToken))
                    {
                        // another process took the port in between
                        await StopAsync();
                    }
                }
            }
        }
        finally
        {
            starting.Release();
        }
    }

    private string AddressOf(string? database) => new MySqlConnectionStringBuilder
    {
        Server = "127.0.0.1",
        Port = (uint)port,
        UserID = Role,
        Password = Password,
        Database = database ?? "",
        Pooling = false,
        SslMode = MySqlSslMode.None,
        AllowPublicKeyRetrieval = true,
        AllowUserVariables = true,
    }.ConnectionString;

    private static async Task<object?> ExecuteAsync(string address, string sql, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(address, cancellationToken);
        await using var command = new MySqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    private static async Task<string> MakeFolderAsync(CancellationToken cancellationToken)
    {
        var made = Directory.CreateTempSubdirectory("opsroom-mariadb-").FullName;
        await File.WriteAllTextAsync(
            Path.Combine(made, "init.sql"), $"CREATE USER IF NOT EXISTS {Role}@'127.0.0.1' IDENTIFIED BY '{Password}';\nGRANT ALL ON *.* TO {Role}@'127.0.0.1';\n", cancellationToken);
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync(new ProcessStartInfo("chown", ["-R", "mysql", made]), cancellationToken);
        }

        await RunAsync(
            AsOrdinaryUser(
                Find("mariadb-install-db"), "--no-defaults", "--datadir=" + Path.Combine(made, "data"), "--skip-test-db", "--auth-root-authentication-method=normal", "--innodb-log-file-size=8M"),
            cancellationToken);
        return made;
    }

    // the shell ends the server when it is told to, and also when whoever started it is gone
    private Process Launch(string program, string home)
    {
        const string Script = """log=$1; shift; "$@" >>"$log" 2>&1 & read -r end; kill -TERM $!; wait $!""";
        var start = AsOrdinaryUser(
            "sh", "-c", Script, "sh", Path.Combine(home, "log"), program, "--no-defaults", "--datadir=" + Path.Combine(home, "data"),
            "--socket=" + Path.Combine(home, "socket"), "--pid-file=" + Path.Combine(home, "pid"), "--bind-address=127.0.0.1", string.Create(CultureInfo.InvariantCulture, $"--port={port}"),
            "--init-file=" + Path.Combine(home, "init.sql"), "--skip-name-resolve", "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=32M", "--innodb-log-file-size=8M",
            "--character-set-server=utf8mb4");
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
                return (string?)await ExecuteAsync(AddressOf(null), "SELECT @@datadir", patience.Token) == Path.Combine(home, "data") + "/";
            }
            catch (MySqlException)
            {
                var log = Path.Combine(home, "log");
                if (File.Exists(log) && File.ReadAllText(log).Contains("Bind on TCP/IP port", StringComparison.Ordinal))
                {
                    File.WriteAllText(log, "");
                    return false;
                }

                await Task.Delay(BetweenKnocks, patience.Token);
            }
        }
    }

    private static ProcessStartInfo AsOrdinaryUser(string program, params string[] arguments)
    {
        var start = Environment.IsPrivilegedProcess
            ? new ProcessStartInfo("setpriv", ["--reuid=mysql", "--regid=mysql", "--clear-groups", program, .. arguments])
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

    /// <summary>Servers are not always on the path of an ordinary user.</summary>
    private static string Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin")
        .Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists) ?? throw Missing();

    private static InvalidOperationException Missing()
    {
        const string Reason = "MariaDB is not installed; run eng/install-services.";
        if (Environment.GetEnvironmentVariable("OPSROOM_REQUIRE_SERVICES") == "1")
        {
            Assert.Fail(Reason);
        }

        Assert.Skip(Reason);
        return new InvalidOperationException(Reason);
    }
}
