using System.Runtime.CompilerServices;
using System.Text.Json;
using Opsroom.TestKit.Prometheus;
using Opsroom.Tools.Prometheus.PromQl;

namespace Opsroom.Tests.Tools.Prometheus.PromQl;

/// <summary>The parser gives the verdict that a real Prometheus gives.</summary>
public sealed class PromQlParserTests(PrometheusServer prometheus)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("valid", true)]
    [InlineData("invalid", false)]
    public async Task What_Prometheus_takes_is_taken_and_what_it_refuses_is_refused(string file, bool isValid)
    {
        await prometheus.StartAsync(Cancelled);
        using var client = new HttpClient { BaseAddress = prometheus.Address };
        var wrong = new List<string>();
        foreach (var expression in Lines(file))
        {
            var refusal = await RefusalAsync(client, expression);
            var reading = PromQlParser.Read(expression);
            if (reading.IsValid != refusal is null || reading.IsValid != isValid)
            {
                wrong.Add($"{expression}   Prometheus: {refusal ?? "takes it"}   here: {reading.Fault?.ToString() ?? "takes it"}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void What_later_versions_added_is_taken() =>
        Assert.All(Lines("newer"), line => Assert.Null(PromQlParser.Read(line).Fault));

    [Theory]
    [InlineData("rate(foo)", "1:6: parse error: expected type range vector in call to function \"rate\", got instant vector")]
    [InlineData("sum(foo) >", "1:11: parse error: unexpected end of input")]
    [InlineData("sum(\n  rate(foo[5m]\n)", "3:2: parse error: unclosed left parenthesis")]
    [InlineData("nonsense(foo)", "1:1: parse error: unknown function with name \"nonsense\"")]
    [InlineData("foo{a=\"b\"} offset 5x", "1:19: parse error: bad number or duration syntax: \"5x\"")]
    [InlineData("a +\n1 == 2 and b", null)]
    [InlineData("1 == 1", "1:3: parse error: comparisons between scalars must use BOOL modifier")]
    public void A_refusal_has_its_reason_and_place(string expression, string? fault) =>
        Assert.Equal(fault, PromQlParser.Read(expression).Fault?.ToString());

    [Theory]
    [InlineData("2 ^ 3 ^ 2", "(2 ^ (3 ^ 2))")]
    [InlineData("a + b * c - d", "((a + (b * c)) - d)")]
    [InlineData("-a ^ b", "-((a ^ b))")]
    [InlineData("-a * b", "(-(a) * b)")]
    [InlineData("a or b and c unless d", "(a or ((b and c) unless d))")]
    [InlineData("a > b + 1 and c == d", "((a > (b + 1)) and (c == d))")]
    [InlineData("a atan2 b % c", "((a atan2 b) % c)")]
    [InlineData("2 ^ -1 * 3", "((2 ^ -1) * 3)")]
    public void Operators_bind_as_the_language_says(string expression, string tree) => Assert.Equal(tree, Tree(PromQlParser.Read(expression).Root!));

    [Theory]
    [InlineData("(")]
    [InlineData("-")]
    [InlineData("a+")]
    [InlineData("sum(")]
    [InlineData("a[5m:]")]
    [InlineData("{a=\"")]
    public void No_text_is_too_much_for_it(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 20_000));
        Assert.False(PromQlParser.Read(text).IsValid);
        Assert.False(PromQlParser.Read(text[..Math.Min(text.Length, 60_000)]).IsValid);
    }

    [Fact]
    public void Everything_has_its_place()
    {
        const string Text = "sum by (job) (rate(foo{a=\"b\"}[5m] offset 1h)) > 0.5";
        var comparison = Assert.IsType<BinaryOperation>(PromQlParser.Read(Text).Root);
        var sum = Assert.IsType<Aggregation>(comparison.Left);
        var range = Assert.Single(sum.Tree.OfType<MatrixSelector>());

        Assert.Equal(("sum by (job) (rate(foo{a=\"b\"}[5m] offset 1h))", ">"), (Text[sum.Start..sum.End], Text.Substring(comparison.OperatorStart, 1)));
        Assert.Equal("foo{a=\"b\"}[5m] offset 1h", Text[range.Start..range.End]);
        Assert.Equal((TimeSpan.FromMinutes(5), TimeSpan.FromHours(1)), (range.Range, range.Vector.Shift.Offset!.Value));
        Assert.Equal("a=\"b\"", Text[range.Vector.Matchers[0].Start..range.Vector.Matchers[0].End]);
    }

    private static string Tree(PromQlNode node) => node switch
    {
        BinaryOperation operation => $"({Tree(operation.Left)} {operation.Operator} {Tree(operation.Right)})",
        Negated negated => $"-({Tree(negated.Inner)})",
        VectorSelector selector => selector.Name!,
        NumberLiteral number => $"{number.Value}",
        _ => node.GetType().Name,
    };

    private static IEnumerable<string> Lines(string file) => File.ReadLines(Path.Combine(Path.GetDirectoryName(ThisFile())!, $"{file}.promql"));

    private static async Task<string?> RefusalAsync(HttpClient client, string expression)
    {
        using var answer = await client.PostAsync("api/v1/query", new FormUrlEncodedContent([new("query", expression)]), Cancelled);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancelled));
        return body.RootElement.TryGetProperty("errorType", out var type) && type.GetString() == "bad_data" ? body.RootElement.GetProperty("error").GetString() : null;
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
