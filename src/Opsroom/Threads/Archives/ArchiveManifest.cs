using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Opsroom.Threads.Archives;

/// <summary>What an archive says it holds: <c>manifest.json</c>, which stands after all that it tells of. Its own SHA-256 is the entry after it.</summary>
/// <param name="Format">Always <see cref="FormatName"/>.</param>
/// <param name="FormatVersion">Of the archive; entries and fields are added without raising it.</param>
/// <param name="OpsroomVersion">Of the server that wrote it.</param>
/// <param name="ThreadId">What the thread is called where it was exported.</param>
/// <param name="Tenant">Whose it is there.</param>
/// <param name="Head">The last event.</param>
/// <param name="Entries">Every entry but the manifest and its hash, in their order.</param>
public sealed record ArchiveManifest(
    string Format, int FormatVersion, string OpsroomVersion, string ThreadId, string Tenant, ArchiveHead Head, ArchiveCounts Counts, ImmutableArray<ArchiveEntry> Entries)
{
    public const string FormatName = "opsroom-thread";
    public const int NewestFormat = 1;

    public const string ManifestPath = "manifest.json";
    public const string ManifestHashPath = "manifest.json.sha256";
    public const string JournalPath = "journal.jsonl";
    public const string BlobFolder = "blobs/";

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ArchiveJson.Default.ArchiveManifest);

    /// <exception cref="ArchiveRefusedException">It is not a manifest, or not of a version that is known here.</exception>
    public static ArchiveManifest Parse(ReadOnlySpan<byte> json)
    {
        ArchiveManifest manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(json, ArchiveJson.Default.ArchiveManifest)!;
        }
        catch (JsonException)
        {
            throw new ArchiveRefusedException("its manifest.json is not a manifest");
        }

        if (manifest is null || manifest.Format != FormatName || manifest.Entries.IsDefault || manifest.Entries.Any(entry => entry is null))
        {
            throw new ArchiveRefusedException("its manifest.json is not a manifest");
        }

        return manifest.FormatVersion is >= 1 and <= NewestFormat
            ? manifest
            : throw new ArchiveRefusedException($"its format is version {manifest.FormatVersion}, and this server reads versions up to {NewestFormat}: import it on a newer server");
    }
}

/// <param name="Hash">Of the event, in the chain through the journal (lower-case hex).</param>
public sealed record ArchiveHead(long Sequence, string Hash);

public sealed record ArchiveCounts(long Events, long Blobs, long BlobBytes);

/// <param name="Sha256">Of the content, lower-case hex.</param>
public sealed record ArchiveEntry(string Path, long Size, string Sha256);

/// <summary>An archive is not taken; the message says why, to follow "The archive is not imported: ".</summary>
public sealed class ArchiveRefusedException(string reason, bool tooLarge = false) : Exception(reason)
{
    /// <summary>Whether that is because of its size.</summary>
    public bool TooLarge => tooLarge;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, MaxDepth = 8)]
[JsonSerializable(typeof(ArchiveManifest))]
internal sealed partial class ArchiveJson : JsonSerializerContext;
