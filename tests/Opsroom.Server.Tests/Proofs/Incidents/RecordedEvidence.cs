using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Opsroom.Server.Tests.Proofs.Incidents;

/// <summary>A bundle of recorded evidence, as the contract describes it: paths and what the files hold.</summary>
internal sealed record RecordedEvidence(ImmutableSortedDictionary<string, byte[]> Files)
{
    public const string ServiceLog = "logs/ledger/ledger.log";
    public const string FullVolume = "No space left on device";

    /// <summary>The line that tells the cause; it stands in <see cref="ServiceLog"/> once.</summary>
    public const string TellingLine = "ERROR ledger.store write failed: open /var/lib/ledger/segment-00417.dat: No space left on device";

    private static readonly DateTimeOffset Begin = new(2026, 3, 10, 8, 0, 0, TimeSpan.Zero);

    /// <summary>A service whose volume runs full, with what monitoring saw of it.</summary>
    /// <param name="logged">A line of the log that somebody else wrote.</param>
    /// <param name="annotation">What the alert says.</param>
    public static RecordedEvidence OfAFullVolume(string? logged = null, string annotation = "ledger answers every write with an error")
    {
        var full = Begin.AddMinutes(40);
        var free = Enumerable.Range(0, 60).Select(minute => $"[{Begin.AddMinutes(minute).ToUnixTimeSeconds()},\"{Math.Max(0, 40 - minute) * 250_000_000L}\"]");
        var failed = Enumerable.Range(0, 60).Select(minute => $"[{Begin.AddMinutes(minute).ToUnixTimeSeconds()},\"{(minute < 40 ? "0" : "0.97")}\"]");
        return Empty
            .With("incident.yaml", $"description: Bookings are not saved any more.\nservice: ledger\nstarted_at: '{Stamp(full)}'\nrecorded_at: '{Stamp(Begin.AddMinutes(60))}'\n")
            .With(ServiceLog, string.Join('\n', Lines(full, logged)) + "\n")
            .With("metrics/free.json", Metric("node_filesystem_avail_bytes{mountpoint=\"/var/lib/ledger\"}", "bytes", """{"mountpoint":"/var/lib/ledger","instance":"ledger-0"}""", free))
            .With("metrics/errors.json", Metric("job:write_errors:ratio5m{job=\"ledger\"}", "ratio", """{"job":"ledger"}""", failed))
            .With("notes/shell/df.txt", "$ df -h /var/lib/ledger\nFilesystem      Size  Used Avail Use% Mounted on\n/dev/vdb         10G   10G     0 100% /var/lib/ledger\n")
            .With("alerts.json", JsonSerializer.Serialize(new[]
            {
                new
                {
                    labels = new { alertname = "LedgerWriteErrors", service = "ledger", severity = "critical" },
                    annotations = new { summary = annotation },
                    startsAt = Stamp(full.AddMinutes(2)),
                    endsAt = Stamp(Begin.AddMinutes(64)),
                    updatedAt = Stamp(Begin.AddMinutes(60)),
                    fingerprint = "0a1b2c3d4e5f6071",
                    generatorURL = "http://prometheus.example/graph",
                    receivers = new[] { new { name = "oncall" } },
                    status = new { state = "active", silencedBy = Array.Empty<string>(), inhibitedBy = Array.Empty<string>() },
                },
            }));
    }

    public static RecordedEvidence Empty { get; } = new(ImmutableSortedDictionary.Create<string, byte[]>(StringComparer.Ordinal));

    /// <summary>What stands in a folder of this repository or of a server.</summary>
    public static async Task<RecordedEvidence> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        var read = Empty;
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            read = read.With(Path.GetRelativePath(folder, file).Replace('\\', '/'), await File.ReadAllBytesAsync(file, cancellationToken));
        }

        return read;
    }

    public static async Task<RecordedEvidence> UnzipAsync(byte[] archive, CancellationToken cancellationToken)
    {
        var read = Empty;
        await using var zip = new ZipArchive(new MemoryStream(archive), ZipArchiveMode.Read);
        foreach (var entry in zip.Entries.Where(entry => entry.Name.Length > 0))
        {
            await using var stream = await entry.OpenAsync(cancellationToken);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes, cancellationToken);
            read = read.With(entry.FullName, bytes.ToArray());
        }

        return read;
    }

    public RecordedEvidence With(string path, string text) => With(path, Encoding.UTF8.GetBytes(text));

    public RecordedEvidence With(string path, byte[] bytes) => new(Files.SetItem(path, bytes));

    public RecordedEvidence Without(string path) => new(Files.Remove(path));

    public string Text(string path) => Encoding.UTF8.GetString(Files[path]);

    public async Task<byte[]> ZipAsync(CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream();
        await using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, bytes) in Files)
            {
                await using var entry = await archive.CreateEntry(path, CompressionLevel.Fastest).OpenAsync(cancellationToken);
                await entry.WriteAsync(bytes, cancellationToken);
            }
        }

        return stream.ToArray();
    }

    private static IEnumerable<string> Lines(DateTimeOffset full, string? logged)
    {
        for (var second = 0; second < 3600; second += 12)
        {
            var at = Begin.AddSeconds(second);
            yield return at < full
                ? $"{Stamp(at)} INFO ledger.api booked entry={4_000 + second} took={8 + (second % 17)}ms"
                : at == full ? $"{Stamp(at)} {TellingLine}" : $"{Stamp(at)} ERROR ledger.api booking refused entry={4_000 + second}: {FullVolume}";
            if (second == 1200 && logged is not null)
            {
                yield return $"{Stamp(at)} INFO ledger.api memo=\"{logged}\"";
            }
        }
    }

    private static string Metric(string query, string unit, string labels, IEnumerable<string> samples) =>
        $$"""{"query":{{JsonSerializer.Serialize(query)}},"unit":"{{unit}}","status":"success","data":{"resultType":"matrix","result":[{"metric":{{labels}},"values":[{{string.Join(',', samples)}}]}] } }""";

    private static string Stamp(DateTimeOffset at) => at.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
