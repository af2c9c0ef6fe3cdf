using System.Collections.Immutable;
using System.Text.Json;
using Opsroom.Tools.Incidents.Bundles.Reading;

namespace Opsroom.Tools.Incidents.Bundles.Signing;

/// <summary>What a <c>manifest.json</c> says: the SHA-256 of each file, and who signed for that.</summary>
internal sealed record BundleManifest(ImmutableArray<(string Path, string Sha256)> Files, string? KeyId, string? Signature)
{
    public const string Algorithm = "hmac-sha256";

    private static readonly string[] Hashes = ["sha256", "sha-256", "hash", "digest"];

    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, NewLine = "\n" };

    /// <summary>Reads a manifest of this product, and others that list files with their hashes; null where it does neither.</summary>
    public static BundleManifest? Read(BundleFile file)
    {
        if (file.Structure.Documents is not [var document, ..] || file.Structure.Fault is not null)
        {
            return null;
        }

        var root = document.Json;
        var listed = root.Find("files", "entries", "sha256") ?? root;
        var files = (listed.ValueKind == JsonValueKind.Array ? listed.EnumerateArray().Select(One) : listed.ValueKind == JsonValueKind.Object ? listed.EnumerateObject().Select(One) : [])
            .OfType<(string Path, string Sha256)>().ToImmutableArray();
        var signature = root.Find("signature");
        return files.IsEmpty ? null : new(files, signature?.Text("key_id", "keyId", "key") ?? root.Text("key_id"), signature?.AsText() ?? signature?.Text("value", "signature"));
    }

    /// <summary>The manifest as a bundle carries it.</summary>
    public static byte[] Write(IReadOnlyList<(string Path, string Sha256, long Size)> files, BundleKey key) => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            Version = 1,
            Files = files.Select(file => new { file.Path, file.Sha256, file.Size }),
            Signature = new { Algorithm, KeyId = key.Id, Value = key.Sign(files.Select(file => (file.Path, file.Sha256))) },
        },
        Options);

    private static (string, string)? One(JsonElement entry) => entry.Text("path", "name", "file") is { } path && entry.Text(Hashes) is { } hash ? Hash(path, hash) : null;

    private static (string, string)? One(JsonProperty entry) => (entry.Value.AsText() ?? entry.Value.Text(Hashes)) is { } hash ? Hash(entry.Name, hash) : null;

    private static (string, string)? Hash(string path, string hash)
    {
        var hex = hash.StartsWith("sha256:", StringComparison.OrdinalIgnoreCase) ? hash[7..] : hash;
        return hex.Length == 64 && hex.All(char.IsAsciiHexDigit) ? (path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path, hex) : null;
    }
}
