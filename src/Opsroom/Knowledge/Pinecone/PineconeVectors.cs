using System.Security.Cryptography;
using System.Text;
using Opsroom.Knowledge.Embedding;
using Opsroom.Knowledge.Indexing;

namespace Opsroom.Knowledge.Pinecone;

/// <summary>
/// The vectors of all servers of a store, in an index of Pinecone: what one server made, the others take from there. Tenants have namespaces of their own, and so has each
/// model. A server keeps those that it has seen beside its index, and compares these where Pinecone is away.
/// </summary>
/// <param name="identity">Of the embedder: its vectors cannot be compared with another's.</param>
internal sealed class PineconeVectors(PineconeOptions options, string identity, TimeProvider time) : IDisposable
{
    private const int MostFound = 200;
    private const int IdentityBytes = 4;

    private readonly PineconeClient client = new(options, time);
    private readonly string model = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)).AsSpan(0, IdentityBytes));
    private int dimension;

    /// <summary>The vectors of passages: those that are there, and for the others new ones, which are there afterwards.</summary>
    /// <param name="make">Makes vectors of texts.</param>
    /// <exception cref="EmbedderException">It cannot be done now.</exception>
    public async Task<IReadOnlyList<float[]>> HaveAsync(
        IReadOnlyList<UnembeddedPassage> passages, Func<IReadOnlyList<string>, Task<IReadOnlyList<float[]>>> make, CancellationToken cancellationToken)
    {
        if (dimension == 0)
        {
            dimension = (await make([passages[0].Text]))[0].Length;
        }

        await client.OpenAsync(dimension, cancellationToken);
        var vectors = new Dictionary<long, float[]>();
        foreach (var tenant in passages.GroupBy(passage => passage.Id.Tenant, StringComparer.Ordinal))
        {
            var there = await client.FetchAsync(Space(tenant.Key), tenant.Select(passage => passage.Id.Name), cancellationToken);
            foreach (var passage in tenant)
            {
                if (there.TryGetValue(passage.Id.Name, out var vector) && vector.Length == dimension)
                {
                    vectors[passage.Number] = vector;
                }
            }
        }

        UnembeddedPassage[] others = [.. passages.Where(passage => !vectors.ContainsKey(passage.Number))];
        if (others.Length > 0)
        {
            var made = await make([.. others.Select(passage => passage.Text)]);
            foreach (var tenant in others.Zip(made).GroupBy(pair => pair.First.Id.Tenant, StringComparer.Ordinal))
            {
                await client.UpsertAsync(Space(tenant.Key), tenant.Select(pair => new PineconeVector(pair.First.Id.Name, pair.Second, Within(pair.First.Source))), cancellationToken);
            }

            foreach (var (passage, vector) in others.Zip(made))
            {
                vectors[passage.Number] = vector;
            }
        }

        return [.. passages.Select(passage => vectors[passage.Number])];
    }

    /// <summary>The passages that are nearest to a question, of a tenant and of everybody.</summary>
    /// <param name="source">A document's source, or the folder of several; null for all.</param>
    /// <exception cref="EmbedderException">It cannot be done now.</exception>
    public async Task<IReadOnlyList<(PassageId Id, double Nearness)>> NearestAsync(string tenant, float[] question, string? source, CancellationToken cancellationToken)
    {
        await client.OpenAsync(question.Length, cancellationToken);
        string[] tenants = ["", tenant];
        var found = await Task.WhenAll(tenants.Select(each => client.QueryAsync(Space(each), question, MostFound, source?.TrimEnd('/'), cancellationToken)));
        return
        [
            .. tenants.Zip(found)
                .SelectMany(each => each.Second, (each, match) => (Id: PassageId.Parse(each.First, match.Id), match.Score))
                .Where(match => match.Id is not null)
                .OrderByDescending(match => match.Score)
                .Select(match => (match.Id!, match.Score)),
        ];
    }

    /// <summary>Forgets vectors of passages that are no more.</summary>
    /// <exception cref="EmbedderException">It cannot be done now.</exception>
    public async Task RemoveAsync(IReadOnlyList<PassageId> passages, CancellationToken cancellationToken)
    {
        if (!await client.OpenAsync(null, cancellationToken))
        {
            return;
        }

        foreach (var tenant in passages.GroupBy(passage => passage.Tenant, StringComparer.Ordinal))
        {
            await client.DeleteAsync(Space(tenant.Key), tenant.Select(passage => passage.Name), cancellationToken);
        }
    }

    public void Dispose() => client.Dispose();

    private string Space(string tenant) => tenant.Length == 0 ? $"{options.Namespace}-{model}" : $"{options.Namespace}-{model}-{Uri.EscapeDataString(tenant)}";

    private static List<string> Within(string source)
    {
        var parts = source.Split('/');
        return [.. Enumerable.Range(1, parts.Length).Select(count => string.Join('/', parts, 0, count))];
    }
}
