using System.IO.Compression;
using System.Text;

namespace Opsroom.Tests.Tools.Incidents.Bundles;

public sealed class TextShapesTests
{
    [Fact]
    public void Logs_are_lines_by_number_whatever_they_are_encoded_in()
    {
        const string text = "one\r\nzwei ä\n\nfour";
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        using var folder = new BundleFolder(("logs/web/plain.log", text))
            .Add("logs/web/wide.log", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(text)])
            .Add("logs/web/marked.log", [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(text)])
            .Add("logs/web/deep/packed.log.gz", packed.ToArray());
        var recording = folder.Read();

        Assert.Equal(["web/deep", "web", "web", "web"], recording.Logs.Select(log => log.Source));
        foreach (var log in recording.Logs)
        {
            Assert.Equal(["one", "zwei ä", "", "four"], Enumerable.Range(1, log.Lines.Count).Select(number => log.Lines.TextOf(number)));
            var quote = recording.Locker.Quote(log.Lines.PlaceOf(1, 2), "one\nzwei ä");
            Assert.True(recording.Locker.Stands(quote), log.Name);
            Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Path.Combine(folder.Path, log.Lines.Source)))), quote.Sha256);
        }

        Assert.Empty(recording.Unreadable);
    }

    [Fact]
    public void A_note_knows_its_command()
    {
        var recording = BundleFolder.Of(("notes/shell/df.txt", "$ df -h\nFilesystem\n"), ("notes/status.json", "{}"), ("report.md", "# Found\n"), ("extra/odd.bin", "\0\0\0"));

        Assert.Equal([("shell", "df.txt"), ("", "status.json"), ("", "report.md")], recording.Notes.Select(note => (note.Source, note.Name)));
        var df = recording.Notes.First(note => note.Name == "df.txt");
        Assert.Equal(("df -h", 2, "Filesystem"), (df.Command, df.FirstLine, df.Lines.TextOf(df.FirstLine)));
        Assert.Equal(("extra/odd.bin", "It is not text."), (recording.Unreadable[0].File, recording.Unreadable[0].Why));
    }

    [Fact]
    public void The_answer_of_a_case_is_never_opened()
    {
        var recording = BundleFolder.Of(("expected.yaml", "verdict: healthy"), ("EXPECTED.YAML", "x"), ("notes/a/Expected.yaml", "y"), ("incident.yaml", "description: d\nservice: s\nstarted_at: 2026-03-01T10:00:00Z\n"));

        Assert.Equal(["incident.yaml"], recording.Locker.Files.Select(file => file.Path));
        Assert.Equal(("d", "s", 2026), (recording.Header.Description, recording.Header.Service, recording.Header.StartedAt!.Value.Year));
        Assert.Empty(recording.Notes);
        Assert.Empty(recording.Unreadable);
    }

    [Fact]
    public void Now_is_the_newest_time_in_the_evidence_where_nobody_says_it()
    {
        Assert.Equal(new DateTimeOffset(2026, 2, 11, 9, 39, 58, TimeSpan.Zero), BundleFolder.Of(("logs/a/b.log", "2026-02-11T09:40:00 started\nx 2026-02-11T10:39:58.123+01:00 INFO done\n".Replace("09:40", "08:40", StringComparison.Ordinal))).Now);
        Assert.Equal(new DateTimeOffset(2026, 2, 11, 9, 0, 0, TimeSpan.Zero), BundleFolder.Of(("incident.yaml", "ended_at: 2026-02-11T09:00:00Z"), ("logs/a/b.log", "2026-02-11T09:40:00Z later\n")).Now);
        Assert.Equal(BundleFolder.Clock, BundleFolder.Of(("logs/a/b.log", "nothing\n")).Now);
    }
}
