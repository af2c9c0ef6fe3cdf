using System.Text;
using CsCheck;
using Opsroom.Tests.Tools.Harness;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tests.Tools.Yaml;

public sealed class YamlTests
{
    private static readonly Gen<YamlScalar> Texts = Gen.OneOf(Gen.String, Gen.String[Gen.Char[" \n\t:#-?[]{}&*!|>'\"%@`,~abc019.e+xX_\r\u0085\u2028\uFEFF\\<"], 0, 12]).Select(text => new YamlScalar(text));

    [Fact]
    public void Any_text_comes_back_as_it_was() => Texts.Sample(text =>
    {
        var written = YamlWriter.Write(new YamlMap().Add("before", "x").Add("text", text).Add("list", new YamlList([text])).Add("after", "y"));
        var map = Assert.IsType<YamlMap>(YamlReader.Read(written).Root);
        var expected = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Value));

        Assert.Equal(["before", "text", "list", "after"], map.Entries.Select(entry => entry.Key.Value));
        Assert.Equal((expected, ScalarKind.Text), (map["text"]!.Text, ((YamlScalar)map["text"]!).Kind));
        Assert.Equal(expected, ((YamlList)map["list"]!).Items[0].Text);
    });

    [Theory]
    [InlineData("yes")]
    [InlineData("NO")]
    [InlineData("on")]
    [InlineData("y")]
    [InlineData("null")]
    [InlineData("~")]
    [InlineData("")]
    [InlineData("true")]
    [InlineData("1")]
    [InlineData("1e3")]
    [InlineData("0x1F")]
    [InlineData("0o7")]
    [InlineData("017")]
    [InlineData("1_000")]
    [InlineData("12:30:45")]
    [InlineData("2001-01-01")]
    [InlineData("2001-12-14t21:59:43.10-05:00")]
    [InlineData(".inf")]
    [InlineData(".NaN")]
    [InlineData("1.5")]
    [InlineData("<<")]
    [InlineData("=")]
    public void Text_that_YAML_would_take_for_something_else_is_quoted(string text) =>
        Assert.Matches("^a: [\"']", YamlWriter.Write(new YamlMap().Add("a", text)));

    [Theory]
    [InlineData("checkout-api")]
    [InlineData("<+input>")]
    [InlineData("10m")]
    [InlineData("v1.2.3")]
    [InlineData("account.hub")]
    public void Text_that_cannot_be_mistaken_is_plain(string text) => Assert.Equal($"a: {text}\n", YamlWriter.Write(new YamlMap().Add("a", text)));

    [Fact]
    public void Deep_nesting_is_a_finding() => Assert.Equal("yaml-too-deep", Fault(string.Concat(Enumerable.Repeat("[", 5000))));

    [Fact]
    public void A_huge_document_is_a_finding() => Assert.Equal("yaml-too-large", Fault("a: " + new string('x', YamlReader.MaxLength)));

    [Fact]
    public void Aliases_that_multiply_are_a_finding_and_take_no_time()
    {
        var yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 20; i++)
        {
            yaml.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        Assert.Equal("yaml-too-large", Fault(yaml.ToString()));
    }

    [Theory]
    [InlineData("a: *nowhere")]
    [InlineData("a: [1, 2")]
    [InlineData("a: {b: c")]
    [InlineData("\"a")]
    [InlineData("a: b: c")]
    [InlineData("%YAML 9.9\n---\na: b")]
    [InlineData("- a\nb: c")]
    [InlineData("a: !<tag")]
    [InlineData("? ? ?")]
    public void Bad_YAML_is_a_finding_with_a_place(string yaml)
    {
        var reading = YamlReader.Read(yaml);

        Assert.True(reading.Faults.Count == 0 || reading.Faults.All(fault => fault.Line > 0 && fault.Column > 0));
        Assert.NotNull(Pipelines.Tools.ValidatePipeline(new(yaml, null)));
    }

    [Fact]
    public void No_text_makes_the_validator_throw()
    {
        var clean = ValidationRuleTests.Sample("clean");
        var damaged = Gen.Select(Gen.Int[0, clean.Length - 1], Gen.Int[0, 40], Gen.String[0, 8]).Select((at, length, text) => clean[..at] + text + clean[Math.Min(clean.Length, at + length)..]);
        Gen.OneOf(Gen.String, damaged).Sample(text => Pipelines.Tools.ValidatePipeline(new(text, null)).QualityScore is >= 0 and <= 100, iter: 1000);
    }

    [Fact]
    public void Ten_thousand_bad_references_are_judged_and_the_findings_are_bounded()
    {
        var yaml = new StringBuilder("pipeline:\n  stages:\n    - stage:\n        identifier: a\n        type: Custom\n        spec:\n          execution:\n            steps:\n");
        for (var i = 0; i < 10_000; i++)
        {
            yaml.Append(System.Globalization.CultureInfo.InvariantCulture, $"              - step: {{identifier: s{i}, type: ShelScript{i}, x: <+steps.q{i}.y>}}\n");
        }

        Assert.Equal(500, ValidationRuleTests.All(yaml.ToString()).Count);
    }

    private static string Fault(string yaml) => Assert.Single(YamlReader.Read(yaml).Faults).Rule;
}
