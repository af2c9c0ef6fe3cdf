using System.Text;
using System.Text.Json.Nodes;
using Opsroom.Telemetry;
using Opsroom.TestKit.Harness;
using Opsroom.Tools;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Incidents.Bundles.Signing;

namespace Opsroom.Tests.Tools.Incidents.Bundles.Signing;

public sealed class SavedBundleTests
{
    private static readonly BundleKey Own = new(new byte[32]);
    private static readonly BundleKey Foreign = new(Enumerable.Repeat((byte)7, 32).ToArray());

    private readonly FilesInMemory workspace = new();

    [Theory]
    [InlineData("saved")]
    [InlineData("saved/it.zip")]
    public async Task What_is_saved_is_read_again_and_known_to_be_unchanged(string path)
    {
        var content = Content(("incident.yaml", "description: d\n"), ("logs/a/b.log", "line\n"));

        Assert.Null(BundleWriter.Write(content, path, Own, workspace).Failure);
        var read = (await BundleSource.ReadAsync(workspace, path, TestContext.Current.CancellationToken)).Value!;

        Assert.Equal(["incident.yaml", "logs/a/b.log", "manifest.json"], read.Files.Select(file => file.Path));
        Assert.Equal("The bundle is signed by this server, and unchanged since.", ManifestCheck.Of(read, () => Own).Origin);
        Assert.Contains("a key that is not this server's", ManifestCheck.Of(read, () => Foreign).Origin, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("logs/a/b.log", "other\n", "logs/a/b.log is not what manifest.json lists")]
    [InlineData("logs/a/b.log", null, "logs/a/b.log is listed in manifest.json and is not there")]
    [InlineData("logs/a/c.log", "more\n", "logs/a/c.log is not listed in the signed manifest.json")]
    public async Task What_was_changed_since_is_refused(string path, string? text, string why)
    {
        var saved = await SavedAsync(("incident.yaml", "description: d\n"), ("logs/a/b.log", "line\n"));
        var changed = saved.Files.Where(file => file.Path != path).ToList();
        if (text is not null)
        {
            changed.Add(new(path, Encoding.UTF8.GetBytes(text)));
        }

        var refusal = ManifestCheck.Of(new([.. changed], []), () => Own).Refusal!;

        Assert.Equal(FaultCodes.Conflict, refusal.Code);
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_signature_of_the_own_key_is_refused_and_one_that_nobody_can_check_is_said()
    {
        var saved = await SavedAsync(("logs/a/b.log", "line\n"));

        Assert.Contains("is not its signature", Findings(saved, manifest => manifest["signature"]!["value"] = new string('0', 64)).Refusal!.Message, StringComparison.Ordinal);
        Assert.Contains("is not its signature", Findings(saved, manifest => manifest["signature"]!["value"] = "ü").Refusal!.Message, StringComparison.Ordinal);
        Assert.Contains("not this server's", Findings(saved, manifest => manifest["signature"] = "deadbeef").Origin, StringComparison.Ordinal);
        Assert.Contains("not signed", Findings(saved, manifest => manifest.Remove("signature")).Origin, StringComparison.Ordinal);
        Assert.Null(ManifestCheck.Of(Content(("logs/a/b.log", "line\n")), () => Own).Origin);
    }

    [Theory]
    [InlineData("""{"files":{"alerts.json":"HASH"}}""", true)]
    [InlineData("""{"files":[{"name":"./alerts.json","hash":"sha256:HASH"}]}""", true)]
    [InlineData("""{"alerts.json":"HASH","expected.yaml":"0000000000000000000000000000000000000000000000000000000000000000"}""", true)]
    [InlineData("""{"files":{"alerts.json":"0000000000000000000000000000000000000000000000000000000000000000"}}""", false)]
    [InlineData("""{"files":[]}""", false)]
    [InlineData("""{"files":""", false)]
    public void Manifests_of_others_are_held_against_the_files_too(string manifest, bool isRight)
    {
        var content = Content(("alerts.json", "[]"), ("manifest.json", manifest.Replace("HASH", BundleFile.Hash("[]"u8), StringComparison.Ordinal)));

        Assert.Equal(isRight, ManifestCheck.Of(content, () => Own).Refusal is null);
    }

    [Fact]
    public void Secrets_are_taken_out_before_evidence_is_saved()
    {
        const string secret = "AKIAIOSFODNN7EXAMPLE";
        var masked = BundleMask.Of(
            Content(("logs/a/b.log", $"password=hunter2hunter2 key {secret}\n"), ("alerts.json", """[{"annotations":{"password":"hunter2hunter2"}}]"""), ("notes/a.txt", "plain\n")),
            new Redactor(new byte[32], [new ConfiguredSecret("key", secret)]));

        var text = string.Concat(masked.Files.Select(file => Encoding.UTF8.GetString(file.Text.Span)));
        Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        Assert.Contains("plain\n", text, StringComparison.Ordinal);
    }

    private static ManifestFindings Findings(BundleContent saved, Action<JsonObject> change)
    {
        var manifest = JsonNode.Parse(saved.Files.Single(file => file.Path == "manifest.json").Text.Span)!.AsObject();
        change(manifest);
        return ManifestCheck.Of(
            saved with { Files = [.. saved.Files.Where(file => file.Path != "manifest.json"), new BundleFile("manifest.json", Encoding.UTF8.GetBytes(manifest.ToJsonString()))] }, () => Own);
    }

    private async Task<BundleContent> SavedAsync(params (string Path, string Text)[] files)
    {
        BundleWriter.Write(Content(files), "saved", Own, workspace);
        return (await BundleSource.ReadAsync(workspace, "saved", TestContext.Current.CancellationToken)).Value!;
    }

    private static BundleContent Content(params (string Path, string Text)[] files) =>
        new([.. files.Select(file => new BundleFile(file.Path, Encoding.UTF8.GetBytes(file.Text))).OrderBy(file => file.Path, StringComparer.Ordinal)], []);
}
