using System.Text;
using Npgsql;
using Opsroom.TestKit.Postgres;

[assembly: AssemblyFixture(typeof(Opsroom.Server.Tests.Proofs.Approvals.ProofDatabases))]

namespace Opsroom.Server.Tests.Proofs.Approvals;

/// <summary>The store that a proof runs on, with a folder of its own. A proof starts a server on it by its <see cref="Environment"/>.</summary>
internal sealed class ProofStore : IAsyncDisposable
{
    public const string Sqlite = "sqlite";
    public const string Postgres = "postgresql";

    /// <summary>Starts when the first proof asks for a database, and is gone with this process.</summary>
    public static PostgresServer Server { get; } = new();

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("opsroom-approvals-");

    private ProofStore()
    {
    }

    /// <summary>Every store that the same proofs have to pass on.</summary>
    public static TheoryData<string> All => [Sqlite, Postgres];

    /// <summary>Where servers work; what they keep is below it.</summary>
    public string Folder => folder.FullName;

    /// <summary>What a server's environment says so that it uses this store.</summary>
    public IReadOnlyDictionary<string, string> Environment => Database is null
        ? new Dictionary<string, string>(StringComparer.Ordinal)
        : new Dictionary<string, string>(StringComparer.Ordinal) { ["DATABASE_URL"] = Database };

    private string? Database { get; init; }

    public static async Task<ProofStore> OpenAsync(string kind, CancellationToken cancellationToken) => kind switch
    {
        Sqlite => new ProofStore(),
        Postgres => new ProofStore { Database = await Server.CreateDatabaseAsync(cancellationToken) },
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a store"),
    };

    /// <summary>Where in everything that is kept a text stands in clear.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(string text, CancellationToken cancellationToken)
    {
        var forms = new[] { Encoding.UTF8.GetBytes(text), Encoding.Unicode.GetBytes(text), Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=')[..^1]) };
        var places = new List<string>();

        // a lock file is empty, and nobody else may open it
        foreach (var file in folder.EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.Length >= text.Length))
        {
            await using var open = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var content = new MemoryStream();
            await open.CopyToAsync(content, cancellationToken);
            if (Array.Exists(forms, form => content.GetBuffer().AsSpan(0, (int)content.Length).IndexOf(form) >= 0))
            {
                places.Add(file.FullName);
            }
        }

        if (Database is not null)
        {
            places.AddRange(await FindInDatabaseAsync(Database, forms, cancellationToken));
        }

        return places;
    }

    public async ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        if (Database is not null)
        {
            await Server.ReleaseDatabaseAsync(Database, CancellationToken.None);
        }
    }

    /// <summary>Every row of every table as text, in which bytes stand as hexadecimal.</summary>
    private static async Task<IReadOnlyList<string>> FindInDatabaseAsync(string database, byte[][] forms, CancellationToken cancellationToken)
    {
        await using var connection = await Server.ConnectAsync(database, cancellationToken);
        var tables = new List<string>();
        await using (var list = new NpgsqlCommand(
            "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')", connection))
        await using (var reader = await list.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                tables.Add(reader.GetString(0));
            }
        }

        var places = new List<string>();
        foreach (var table in tables)
        {
            await using var count = new NpgsqlCommand($"SELECT count(*) FROM {table} AS r WHERE strpos(r::text, @text) > 0 OR strpos(r::text, @bytes) > 0 OR strpos(r::text, @wide) > 0", connection);
            count.Parameters.AddWithValue("text", Encoding.UTF8.GetString(forms[0]));
            count.Parameters.AddWithValue("bytes", Convert.ToHexStringLower(forms[0]));
            count.Parameters.AddWithValue("wide", Convert.ToHexStringLower(forms[1]));
            if ((long)(await count.ExecuteScalarAsync(cancellationToken))! > 0)
            {
                places.Add(table);
            }
        }

        return places;
    }
}

/// <summary>Ends the databases of all proofs with the last of them.</summary>
public sealed class ProofDatabases : IAsyncDisposable
{
    public ValueTask DisposeAsync() => ProofStore.Server.DisposeAsync();
}
