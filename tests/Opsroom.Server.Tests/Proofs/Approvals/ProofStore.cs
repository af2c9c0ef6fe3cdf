using System.Text;

namespace Opsroom.Server.Tests.Proofs.Approvals;

/// <summary>The store that a proof runs on, with a folder of its own. A further store is one more name and one more branch here.</summary>
internal sealed class ProofStore : IAsyncDisposable
{
    public const string Sqlite = "sqlite";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("opsroom-approvals-");

    private ProofStore()
    {
    }

    /// <summary>Every store that the same proofs have to pass on.</summary>
    public static TheoryData<string> All => [Sqlite];

    /// <summary>Where servers work; what they keep is below it.</summary>
    public string Folder => folder.FullName;

    /// <summary>What a server's environment says so that it uses this store.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; private init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public static Task<ProofStore> OpenAsync(string kind, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return kind switch
        {
            Sqlite => Task.FromResult(new ProofStore()),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a store"),
        };
    }

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

        return places;
    }

    public ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
