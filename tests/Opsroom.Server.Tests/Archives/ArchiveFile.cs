using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Opsroom.Server.Tests.Archives;

/// <summary>An exported thread taken apart with nothing of the product's code, to be looked at, changed and put together again.</summary>
internal sealed class ArchiveFile
{
    private ArchiveFile(List<(string Name, byte[] Content)> entries) => Entries = entries;

    public List<(string Name, byte[] Content)> Entries { get; }

    public JsonNode Manifest => JsonNode.Parse(this["manifest.json"])!;

    /// <summary>The events, as they stand in the journal's lines.</summary>
    public List<string> Events => [.. Lines.Select(line => line[(line.IndexOf("\"event\":", StringComparison.Ordinal) + 8)..^1])];

    public List<string> Hashes => [.. Lines.Select(line => JsonNode.Parse(line)!["hash"]!.GetValue<string>())];

    private IEnumerable<string> Lines => Encoding.UTF8.GetString(this["journal.jsonl"]).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public byte[] this[string name]
    {
        get => Entries.Single(entry => entry.Name == name).Content;
        set => Entries[Entries.FindIndex(entry => entry.Name == name)] = (name, value);
    }

    public static ArchiveFile Read(byte[] bytes)
    {
        using var zip = new ZipArchive(new MemoryStream(bytes));
        return new ArchiveFile([.. zip.Entries.Select(entry =>
        {
            using var content = entry.Open();
            var copy = new MemoryStream();
            content.CopyTo(copy);
            return (entry.FullName, copy.ToArray());
        })]);
    }

    /// <summary>The hash of each event over the one before it, its sequence and its bytes.</summary>
    public static IEnumerable<string> Chain(IEnumerable<string> events)
    {
        var (hash, sequence) = (new byte[32], 0L);
        foreach (var @event in events)
        {
            var number = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(number, ++sequence);
            hash = SHA256.HashData([.. hash, .. number, .. Encoding.UTF8.GetBytes(@event)]);
            yield return Convert.ToHexStringLower(hash);
        }
    }

    /// <summary>Replaces the journal by one of these events that is sound in itself, and mends the manifest.</summary>
    public ArchiveFile WithEvents(IReadOnlyList<string> events)
    {
        var hashes = Chain(events).ToList();
        this["journal.jsonl"] = Encoding.UTF8.GetBytes(string.Concat(events.Select((@event, index) =>
            string.Create(CultureInfo.InvariantCulture, $"{{\"sequence\":{index + 1},\"hash\":\"{hashes[index]}\",\"event\":{@event}}}\n"))));
        return WithManifest(manifest =>
        {
            manifest["head"] = new JsonObject { ["sequence"] = events.Count, ["hash"] = hashes.LastOrDefault("") };
            manifest["counts"]!["events"] = events.Count;
        });
    }

    public ArchiveFile With(string name, byte[] content)
    {
        Entries.Insert(1, (name, content));
        return this;
    }

    public ArchiveFile Without(string name)
    {
        Entries.RemoveAll(entry => entry.Name == name);
        return this;
    }

    /// <summary>Writes the manifest anew to what the entries are, as somebody would who wants to deceive.</summary>
    public ArchiveFile WithManifest(Action<JsonNode>? change = null)
    {
        var manifest = Manifest;
        var others = Entries.Where(entry => !entry.Name.StartsWith("manifest", StringComparison.Ordinal)).ToList();
        manifest["entries"] = new JsonArray([.. others.Select(entry => new JsonObject
        {
            ["path"] = entry.Name, ["size"] = entry.Content.Length, ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(entry.Content)),
        })]);
        var blobs = others.Where(entry => entry.Name.StartsWith("blobs/", StringComparison.Ordinal)).ToList();
        (manifest["counts"]!["blobs"], manifest["counts"]!["blob_bytes"]) = (blobs.Count, blobs.Sum(blob => blob.Content.Length));
        change?.Invoke(manifest);
        this["manifest.json"] = Encoding.UTF8.GetBytes(manifest.ToJsonString());
        this["manifest.json.sha256"] = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(this["manifest.json"])));
        return this;
    }

    public byte[] ToBytes()
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in Entries)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }
}
