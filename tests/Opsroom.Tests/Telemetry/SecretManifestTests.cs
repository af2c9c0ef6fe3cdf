using System.Text.Json;
using Opsroom.Telemetry;
using Opsroom.Threads;

namespace Opsroom.Tests.Telemetry;

/// <summary>Values of Kubernetes secrets are taken out of manifests wherever they stand, and go back where they stood.</summary>
public sealed class SecretManifestTests
{
    private static readonly byte[] Key = new byte[32];
    private static readonly ThreadKey Thread = new("default", ThreadId.Parse("t1"));
    private static readonly Redactor Redactor = new(Key, []);

    public static TheoryData<string, string[]> Manifests => new()
    {
        { "apiVersion: v1\nkind: Secret\nmetadata: {name: keys}\ndata:\n  a.txt: YWxwaGE=\n  b: YmV0YQ==\n", ["YWxwaGE=", "YmV0YQ=="] },
        { "data:\n  one: YWxwaGE=   # first\n  two: \"YmV0YQ==\"\nkind: Secret\nstringData: {three: gam-ma, 'four': \"d el,ta\"}\napiVersion: v1\n", ["YWxwaGE=", "YmV0YQ==", "gam-ma", "d el,ta"] },
        { "kind: Secret\nstringData:\n  config.yaml: |\n    alpha: 1\n\n    # beta\n    gamma\n  next: zeta-9\ntype: Opaque\n", ["alpha: 1", "# beta", "gamma", "zeta-9"] },
        { "kind: Secret\r\nstringData:\r\n  one: alpha beta\r\n  two: >-\r\n    gamma\r\n", ["alpha beta", "gamma"] },
        { "kind: Secret\nstringData:\n  one:\n    alpha-below\n  two: start\n    goes-on\n  three: &x anchored\n  four: !!str tagged\n", ["alpha-below", "goes-on", "anchored", "tagged"] },
        { "apiVersion: v1\nkind: List\nitems:\n- data:\n    one: YWxwaGE=\n  kind: Secret\n- kind: ConfigMap\n  data:\n    open: stays-here\n- kind: Secret\n  data: {two: YmV0YQ==}\n", ["YWxwaGE=", "YmV0YQ=="] },
        { "kind: SecretList\nitems:\n- metadata: {name: a}\n  data:\n    one: YWxwaGE=\n", ["YWxwaGE="] },
        { """{"apiVersion":"v1","data":{"one":"YWxwaGE=","two":"YmV0YQ=="},"kind":"Secret","metadata":{"name":"x"}}""", ["YWxwaGE=", "YmV0YQ=="] },
        { """{"kind":"List","items":[{"kind":"Secret","stringData":{"q":"al\"pha","n":12345}},{"kind":"ConfigMap","data":{"open":"stays-here"}}]}""", ["al\\\"pha", "12345"] },
        { "{\n  \"kind\": \"Secret\",\n  \"stringData\": {\n    \"one\": \"alpha-7\"\n  }\n}\n", ["alpha-7"] },
        { """metadata: {annotations: {last: "{\"apiVersion\":\"v1\",\"data\":{\"one\":\"YWxwaGE=\"},\"kind\":\"Secret\"}"}}""", ["YWxwaGE="] },
        { "Please apply this:\n\n```yaml\n# for it's use\napiVersion: v1\nkind: Secret\nstringData:\n  one: alpha-7\n```\n\ndata: this is prose\n", ["alpha-7"] },
        { "> kind: Secret\n> stringData:\n>   one: alpha-7\n", ["alpha-7"] },
        { " kind: Secret\n stringData:\n-  one: alpha-7\n+  one: beta-8\n", ["alpha-7", "beta-8"] },
        { "kind: ConfigMap\ndata: {open: stays-here}\n---\nkind: 'Secret'\nstringData: {one: alpha-7}\n---\nkind: ConfigMap\ndata:\n  open: stays-here\n", ["alpha-7"] },
        { "kind: Secret\ndata:\n  bad: not base64!\n", ["not base64!"] },
        { "kind: Secret\nstringData: {one: alpha-7", ["alpha-7"] },
        { "kind: Secret\nstringData:\n  pem: |\n    -----BEGIN CERTIFICATE-----\n    alphabeta\n    -----END CERTIFICATE-----\n", ["alphabeta"] },
    };

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Every_value_is_taken_out_and_comes_back_as_it_was(string manifest, string[] values)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(new { manifest_content = manifest });
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        Assert.True(Redactor.TryRedactJson(json, Thread, out var redacted, found));
        var text = JsonDocument.Parse(redacted).RootElement.GetProperty("manifest_content").GetString()!;
        foreach (var value in values)
        {
            Assert.DoesNotContain(value, text, StringComparison.Ordinal);
        }

        Assert.Equal(manifest.Split("stays-here").Length, text.Split("stays-here").Length);
        Assert.False(Redactor.TryRedactJson(redacted, Thread, out _), "redacting twice changes nothing");
        foreach (var (token, value) in found)
        {
            text = text.Replace(token, value, StringComparison.Ordinal);
        }

        Assert.Equal(manifest, text);
    }

    [Theory]
    [InlineData("kind: ConfigMap\ndata:\n  one: plain words\n")]
    [InlineData("kind: SecretProviderClass\nspec: {data: {one: plain}}\n")]
    [InlineData("kind: Deployment\nspec:\n  secretName: web\n  data: plain\n")]
    [InlineData("A Secret keeps data of the kind that nobody may see.")]
    [InlineData("{\"kind\":\"ExternalSecret\",\"data\":[\"plain\"]}")]
    public void What_is_no_secret_stays(string text) => Assert.Equal(text, Redactor.Redact(text, Thread).Text);

    [Fact]
    public void What_cannot_be_base64_is_called_so() =>
        Assert.Matches(@"^kind: Secret\ndata:\n  a: \[redacted:secret_value:[0-9a-f]{8}\]\n  b: \[redacted:not_base64:[0-9a-f]{8}\]\n$", Redactor.Redact("kind: Secret\ndata:\n  a: YWxwaGE=\n  b: no-base64!\n", Thread).Text);

    [Fact]
    public void A_text_of_many_secrets_takes_no_longer_than_its_length_asks()
    {
        var text = string.Concat(Enumerable.Repeat("{{{{{{{{\"kind\": \"Secret\" data ", 20_000));
        Assert.NotNull(Redactor.Redact(text, Thread).Text);
    }
}
