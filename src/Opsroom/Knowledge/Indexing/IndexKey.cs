using System.Globalization;
using System.Security.Cryptography;

namespace Opsroom.Knowledge.Indexing;

/// <summary>What of this program an index is made of: another runbook, word or way of cutting makes another index.</summary>
internal static class IndexKey
{
    private const string Resources = "Opsroom.Knowledge.";

    public static string OfProduct { get; } = Make();

    private static string Make()
    {
        var assembly = typeof(IndexKey).Assembly;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Resources, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            hash.AppendData(SHA256.HashData(stream));
        }

        return string.Create(CultureInfo.InvariantCulture, $"{IndexSchema.Version}-{Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8))}");
    }
}
