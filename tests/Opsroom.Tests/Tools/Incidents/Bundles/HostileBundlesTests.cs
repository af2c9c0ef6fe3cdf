using System.IO.Compression;
using System.Text;
using Opsroom.Tools;
using Opsroom.Tools.Incidents.Bundles;

namespace Opsroom.Tests.Tools.Incidents.Bundles;

public sealed class HostileBundlesTests
{
    private static readonly BundleLimits Small = new(Files: 3, Depth: 2, FileSize: 1 << 20, TotalSize: 2 << 20, StructuredSize: 1 << 20);

    [Fact]
    public void A_zip_is_read_with_its_own_folder_or_without()
    {
        foreach (var front in (string[])["", "my-bundle/"])
        {
            var recording = BundleFolder.OfZip(BundleFolder.Zip((front + "incident.yaml", "description: d"), (front + "logs/a/b.log", "line\n"), ("__MACOSX/x", "y")));

            Assert.Equal(("d", "logs/a/b.log"), (recording.Header.Description, Assert.Single(recording.Logs).Lines.Source));
        }
    }

    [Fact]
    public void A_bomb_is_read_to_the_limit_and_no_further()
    {
        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in (string[])["logs/a/1.log", "logs/a/2.log", "logs/a/3.log"])
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.SmallestSize).Open();
                entry.Write(new byte[40 << 20].AsSpan());
            }
        }

        var read = ZippedBundle.Read(archive.ToArray(), Small, TestContext.Current.CancellationToken).Value!;

        Assert.All(read.Files, file => Assert.True(file.Text.Length <= 1 << 20));
        Assert.Equal(["logs/a/1.log", "logs/a/2.log", "logs/a/3.log"], read.Unreadable.Select(each => each.File));
    }

    [Fact]
    public void A_packed_log_in_a_bundle_is_no_bomb_either()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(new byte[40 << 20].AsSpan());
        }

        var intake = new BundleIntake(Small);
        intake.Add("logs/a/x.gz", packed.ToArray());

        Assert.Equal(1 << 20, Assert.Single(intake.Complete().Files).Text.Length);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("logs/../../x")]
    [InlineData("..\\x")]
    [InlineData("C:\\x")]
    [InlineData("logs//x")]
    [InlineData("a/b/c/d/e/f/g/h/i/j/k")]
    public void A_name_that_leads_elsewhere_is_not_read(string name)
    {
        var recording = BundleFolder.OfZip(BundleFolder.Zip((name, "secret"), ("alerts.json", "[]")));

        Assert.Equal(["alerts.json"], recording.Locker.Files.Select(file => file.Path));
        Assert.Single(recording.Unreadable);
    }

    [Fact]
    public void What_is_no_zip_or_a_broken_one_is_an_invalid_argument()
    {
        var zip = BundleFolder.Zip(("alerts.json", "[]"));
        foreach (var bytes in (byte[][])[[], "hello"u8.ToArray(), zip[..(zip.Length / 2)], [.. "PK\u0003\u0004"u8, .. new byte[50]]])
        {
            Assert.Equal(FaultCodes.InvalidArgument, ZippedBundle.Read(bytes, BundleLimits.Default, TestContext.Current.CancellationToken).Failure!.Code);
        }
    }

    [Fact]
    public void Links_that_leave_the_folder_are_not_followed()
    {
        using var outside = new BundleFolder(("secret.txt", "secret"));
        using var folder = new BundleFolder(("logs/a/real.log", "line\n"));
        File.CreateSymbolicLink(Path.Combine(folder.Path, "logs/a/inside.log"), "real.log");
        File.CreateSymbolicLink(Path.Combine(folder.Path, "logs/a/outside.log"), Path.Combine(outside.Path, "secret.txt"));
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "notes"), outside.Path);
        File.CreateSymbolicLink(Path.Combine(folder.Path, "loop"), "loop");

        var recording = folder.Read();

        Assert.Equal(["logs/a/inside.log", "logs/a/real.log"], recording.Locker.Files.Select(file => file.Path));
        Assert.Equal(["logs/a/outside.log", "loop", "notes"], recording.Unreadable.Select(each => each.File));
    }

    [Fact]
    public void More_files_than_the_limit_are_counted_and_left_out()
    {
        var intake = new BundleIntake(Small);
        foreach (var number in Enumerable.Range(1, 10).Where(number => intake.Admits($"logs/a/{number}.log")))
        {
            intake.Add($"logs/a/{number}.log", "x\n"u8.ToArray());
        }

        var content = intake.Complete();
        Assert.Equal(3, content.Files.Length);
        Assert.Contains("7 were not read", Assert.Single(content.Unreadable).Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alerts.json", "[{\"labels\":{\"alertname\":\"\\ud800\"}},")]
    [InlineData("rules.json", "{\"groups\":[{\"rules\":[{\"query\":{}}]}]}")]
    [InlineData("metrics/x.json", "{\"data\":{\"result\":[{\"values\":[[],[1],[1,2,3],\"x\"],\"metric\":[]}]}}")]
    [InlineData("events.json", "{\"events\":{\"a\":1}}")]
    [InlineData("changes.json", "3")]
    [InlineData("traces/x.json", "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":5,\"startTimeUnixNano\":\"-1\",\"endTimeUnixNano\":\"99999999999999999999999\"}]}]}]}")]
    [InlineData("objects/x.yaml", "kind: [Pod]\nmetadata: 5\n---\n- - - x\n---\n!!binary x: y\n")]
    [InlineData("incident.yaml", "- 1\n- 2\n")]
    [InlineData("manifest.json", "[]")]
    public void Nothing_in_a_file_is_fatal(string path, string text)
    {
        var recording = BundleFolder.Of((path, text), ("notes/a/b.txt", "still here\n"));

        Assert.Contains(recording.Notes, note => note.Name == "b.txt");
    }

    [Fact]
    public void Deep_json_and_invalid_bytes_are_survived()
    {
        using var folder = new BundleFolder(("metrics/deep.json", new string('[', 100_000)), ("alerts.json", "[{\"labels\":{\"alertname\":\"bad \u0001\"}}]"))
            .Add("events.json", [.. "[{\"message\":\"caf"u8, 0xE9, .. "\"}]"u8]);

        var recording = folder.Read();

        Assert.StartsWith("caf", Assert.Single(recording.Events).Message, StringComparison.Ordinal);
        Assert.Contains(recording.Unreadable, each => each.File == "metrics/deep.json");
    }

    [Fact]
    public void Lines_without_end_are_cut_where_they_are_shown()
    {
        var recording = BundleFolder.Of(("logs/a/b.log", new string('ä', 1 << 20)));

        Assert.Equal(2048, recording.Logs[0].Lines.TextOf(1).Length);
        var quote = recording.Locker.Quote(recording.Logs[0].Lines.PlaceOf(1));
        Assert.True(Encoding.UTF8.GetByteCount(quote!.Quote) <= 4000);
    }
}
