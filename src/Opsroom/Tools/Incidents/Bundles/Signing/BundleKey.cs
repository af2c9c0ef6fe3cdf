using System.Security.Cryptography;
using System.Text;

namespace Opsroom.Tools.Incidents.Bundles.Signing;

/// <summary>Signs the bundles of this installation and knows its own signatures again. The key follows from the data key, so every server of a store has the same.</summary>
public sealed class BundleKey
{
    private readonly byte[] _key;

    /// <param name="dataKey">See <see cref="Telemetry.DataKey"/>.</param>
    public BundleKey(ReadOnlySpan<byte> dataKey)
    {
        _key = HMACSHA256.HashData(dataKey, "opsroom incident bundle"u8);
        Id = Convert.ToHexStringLower(HMACSHA256.HashData(dataKey, "opsroom incident bundle key id"u8).AsSpan(0, 8));
    }

    /// <summary>Names the key and tells nothing of it.</summary>
    public string Id { get; }

    /// <summary>HMAC-SHA-256 in lower-case hex over lines of <c>SHA-256, two spaces, path</c>, ordered by path.</summary>
    internal string Sign(IEnumerable<(string Path, string Sha256)> files) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, Signed(files)));

    internal bool Verifies(IEnumerable<(string Path, string Sha256)> files, string signature) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Sign(files)), Encoding.ASCII.GetBytes(signature.ToLowerInvariant()));

    private static byte[] Signed(IEnumerable<(string Path, string Sha256)> files) => Encoding.UTF8.GetBytes(
        "opsroom incident bundle 1\n" + string.Concat(files.OrderBy(file => file.Path, StringComparer.Ordinal).Select(file => $"{file.Sha256.ToLowerInvariant()}  {file.Path}\n")));
}
