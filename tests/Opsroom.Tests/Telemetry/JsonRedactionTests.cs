using System.Text;
using System.Text.Json.Nodes;
using Opsroom.Telemetry;
using Opsroom.Threads;

namespace Opsroom.Tests.Telemetry;

public sealed class JsonRedactionTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly ThreadKey Thread = new("default", ThreadId.Parse("thread-1"));
    private static readonly Redactor Redactor = new(Key, [new ConfiguredSecret("vault", "correct-horse-battery")]);

    [Theory]
    [InlineData("""{"password":"hunter2"}""", "hunter2")]
    [InlineData("""{"password":"a\"bcd,e}f"}""", "bcd,e}f")]
    [InlineData("""{"db":{"user":"u","Password":"hunter2"},"n":1}""", "hunter2")]
    [InlineData("""{"password":["hunter2","x"]}""", "hunter2")]
    [InlineData("""{"password":12345678}""", "12345678")]
    [InlineData("""{"pass\u0077ord":"hunter2"}""", "hunter2")]
    [InlineData("""{"api_key":"zyx-987-abc"}""", "zyx-987-abc")]
    [InlineData("""{"env":[{"name":"DB_PASSWORD","value":"hunter2"}]}""", "hunter2")]
    [InlineData("""{"headers":{"Authorization":"Bearer hunter2hunter2"}}""", "hunter2hunter2")]
    [InlineData("""{"headers":{"cookie":"sid=hunter2; a=b"}}""", "hunter2")]
    [InlineData("""{"log":"line\npassword=hunter2\nline"}""", "hunter2")]
    [InlineData("""{"log":"{\"password\":\"hunter2\"}"}""", "hunter2")]
    [InlineData("""{"log":"it is \u0063orrect-horse-battery"}""", "horse")]
    [InlineData("""{"correct-horse-battery":1}""", "horse")]
    [InlineData("""  "postgres://app:hunter2@db/shop"  """, "hunter2")]
    public void A_secret_in_a_document_is_replaced(string json, string secret)
    {
        Assert.True(Redactor.TryRedactJson(Encoding.UTF8.GetBytes(json), Thread, out var redacted));

        var text = Encoding.UTF8.GetString(redacted);
        Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        Assert.Contains("[redacted:", text, StringComparison.Ordinal);
        Assert.NotNull(JsonNode.Parse(redacted));
        Assert.False(Redactor.TryRedactJson(redacted, Thread, out _));
    }

    [Theory]
    [InlineData("""{"password":null,"token":"","secret":{"name":"db"}}""")]
    [InlineData("""{"password":{"type":"string","description":"The password of the user"}}""")]
    [InlineData("""{"password":"${{ secrets.DB }}","token":"<+secrets.getValue(\"t\")>"}""")]
    [InlineData("""{"usage":{"input_tokens":12,"output_tokens":3456},"max_tokens":4096}""")]
    [InlineData("""{"secret":"my-app-secret","tokenRef":"account.token"}""")]
    [InlineData("""{"url":"https://example.com/a?b=c","text":"\u0022quoted\u0022 + \\ more"}""")]
    [InlineData("""{"yaml":"env:\n- name: PASSWORD\n  valueFrom:\n    secretKeyRef: {name: db, key: password}\n"}""")]
    [InlineData("[]")]
    [InlineData("12345678")]
    public void A_document_without_secrets_is_left_alone(string json)
    {
        Assert.False(Redactor.TryRedactJson(Encoding.UTF8.GetBytes(json), Thread, out var redacted));
        Assert.Empty(redacted);
    }

    [Fact]
    public void Only_the_redacted_strings_change()
    {
        var json = """{ "a" : 1.50, "é":"\u00e9", "password" :"hunter2" , "z":[ true ,null ] }""";

        Assert.True(Redactor.TryRedactJson(Encoding.UTF8.GetBytes(json), Thread, out var redacted));

        var token = JsonNode.Parse(redacted)!["password"]!.GetValue<string>();
        Assert.Equal(json.Replace("hunter2", token, StringComparison.Ordinal), Encoding.UTF8.GetString(redacted));
    }

    [Fact]
    public void Nothing_is_allocated_where_nothing_is_found()
    {
        var json = """{"kind":"model_answered","usage":{"input_tokens":12},"text":"the token of task-7 \u002B <more> at https://x.io/y, password: ${PW}"}"""u8.ToArray();
        // a regular expression that a test beside this one is using allocates once for this one
        var least = Enumerable.Range(0, 50).Min(_ => AllocatedBy(() => Redactor.TryRedactJson(json, Thread, out byte[] _)));

        Assert.Equal(0, least);
    }

    private static long AllocatedBy(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++)
        {
            action();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
