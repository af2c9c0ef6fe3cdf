using System.Text;
using CsCheck;
using Opsroom.Tools;

namespace Opsroom.Tests.Tools;

public sealed class HostileArgumentTests
{
    private static readonly string[] Names =
        ["name", "flavour", "environments", "config", "port", "ratio", "level", "stages", "variables", "anything", "dry_run", "minutes", "note", "other", ""];

    private static readonly string[] Scalars =
    [
        "null", "true", "false", "0", "-1", "3.0", "1e2", "1e400", "-0.0", "99999999999999999999", "\"\"", "\"web\"", "\"rolling\"", "\"low\"", "\"3\"", "\"0.5\"", "\"true\"", "\"NaN\"",
        "\"\\ud800\"", "\"[]\"", "\"[\\\"dev\\\"]\"", "\"{}\"", "\"{\\\"name\\\": \\\"\\\\ud800\\\"}\"", "\"[[\"", "\"\\u0000\"",
    ];

    private static readonly Gen<string> Json = Gen.Recursive<string>((depth, inner) => depth > 3
        ? Gen.OneOf(Scalars)
        : Gen.OneOf(
            Gen.OneOf(Scalars),
            inner.Array[0, 3].Select(items => $"[{string.Join(',', items)}]"),
            Gen.Select(Gen.OneOf(Names), inner).Array[0, 6].Select(Object)));

    private static readonly Gen<string> Arguments = Gen.Select(Gen.Select(Gen.OneOf(Names), Json).Array[0, 8], Gen.Bool).Select((members, whole) =>
        Object(whole ? [("name", "\"web\""), ("flavour", "\"rolling\""), ("environments", "[\"dev\"]"), ("config", "{}"), .. members] : members));

    [Fact]
    public void Whatever_is_sent_either_has_problems_or_can_be_called() => Arguments.Sample(
        arguments =>
        {
            var tool = Samples.Tool("sample_everything");
            var json = Samples.Json(arguments);
            var problems = tool.Check(json);
            var call = tool.InvokeAsync(json, Samples.Context(), CancellationToken.None);
            Assert.True(call.IsCompletedSuccessfully);
            var outcome = call.GetAwaiter().GetResult();
            Assert.Equal(problems.IsEmpty, outcome.Succeeded);
            if (!outcome.Succeeded)
            {
                Assert.Equal(FaultCodes.InvalidArgument, outcome.Result.GetProperty("error").GetProperty("code").GetString());
            }
        },
        iter: 5_000);

    [Fact]
    public void Bytes_that_are_not_text_are_a_problem_and_no_exception()
    {
        byte[] json = [.. Encoding.UTF8.GetBytes("""{"name": "w"""), 0xFF, .. Encoding.UTF8.GetBytes("\"}")];
        using var document = System.Text.Json.JsonDocument.Parse(json);
        Assert.Equal("string_unicode", Assert.Single(Samples.Tool("sample_everything").Check(document.RootElement)).Type);
    }

    [Theory]
    [InlineData("""{"name": "web", "flavour": "rolling", "environments": ["dev"], "config": {"a": {"image": "shown", "image": "run"}}}""", "config.a.image")]
    [InlineData("""{"name": "web", "flavour": "rolling", "environments": ["dev"], "config": {"a": [{"b": 1, "\u0062": 2}]}}""", "config.a.0.b")]
    [InlineData("""{"name": "web", "flavour": "rolling", "environments": ["dev"], "config": {}, "name": "other"}""", "name")]
    [InlineData("""{"name": "web", "flavour": "rolling", "environments": ["dev"], "config": "{\"a\": 1, \"a\": 2}"}""", "config.a")]
    [InlineData("""{"name": "web", "flavour": "rolling", "environments": ["dev"], "config": {}, "unknown": {"a": 1, "a": 1}}""", "unknown.a")]
    public async Task A_name_that_stands_twice_is_refused_at_any_depth(string arguments, string where)
    {
        var tool = Samples.Tool("sample_everything");
        var problem = tool.Check(Samples.Json(arguments))[0];
        Assert.Equal(where, string.Join('.', problem.Location));
        Assert.Contains("stands twice", problem.Message, StringComparison.Ordinal);
        Assert.False((await tool.InvokeAsync(Samples.Json(arguments), Samples.Context(), TestContext.Current.CancellationToken)).Succeeded);
    }

    [Fact]
    public void JSON_in_a_string_is_not_read_deeper_than_JSON_is()
    {
        var deep = new string('[', 62) + new string(']', 62);
        var problem = Assert.Single(Samples.Tool("sample_everything").Check(Samples.Json($$"""{"name": "web", "flavour": "rolling", "config": {}, "environments": "{{deep}}"}""")));
        Assert.Equal("list_type", problem.Type);
    }

    [Fact]
    public void Lengths_are_counted_in_characters()
    {
        var tool = Samples.Tool("sample_everything");
        string Problem(string name) => tool.Check(Samples.Json($$"""{"flavour": "rolling", "environments": ["dev"], "config": {}, "name": "{{name}}"}"""))[0].Type;
        Assert.Equal("string_too_short", Problem("😀"));
        Assert.Equal("string_pattern_mismatch", Problem("😀😀😀😀😀😀😀😀😀😀"));
        Assert.Equal("string_too_long", Problem("😀😀😀😀😀😀😀😀😀😀😀"));
    }

    private static string Object((string Name, string Value)[] members) => $"{{{string.Join(',', members.Select(member => $"\"{member.Name}\":{member.Value}"))}}}";
}
