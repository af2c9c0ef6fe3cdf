namespace Opsroom.Server.Tests.Proofs.Approvals;

/// <summary>A text that is kept in clear is found: what is not found is not there.</summary>
public sealed class ProofStoreTests
{
    private const string Secret = "Xq7vT2mR9-kLp4wZs8Bn";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("SELECT 'x' AS a, '{\"password\":\"Xq7vT2mR9-kLp4wZs8Bn\"}' AS b")]
    [InlineData("SELECT convert_to('before Xq7vT2mR9-kLp4wZs8Bn after', 'UTF8') AS a")]
    public async Task A_text_in_a_database_is_found_as_text_and_as_bytes(string content)
    {
        await using var store = await ProofStore.OpenAsync(ProofStore.Postgres, Cancelled);
        Assert.Empty(await store.FindAsync(Secret, Cancelled));
        await ProofStore.Server.ExecuteInAsync(store.Environment["DATABASE_URL"], $"CREATE TABLE kept AS {content}", Cancelled);
        Assert.Equal(["public.kept"], await store.FindAsync(Secret, Cancelled));
    }

    [Fact]
    public async Task A_text_in_a_file_is_found()
    {
        await using var store = await ProofStore.OpenAsync(ProofStore.Sqlite, Cancelled);
        Assert.Empty(await store.FindAsync(Secret, Cancelled));
        var file = Path.Combine(store.Folder, "kept");
        await File.WriteAllTextAsync(file, $"before {Secret} after", Cancelled);
        Assert.Equal([file], await store.FindAsync(Secret, Cancelled));
    }
}
