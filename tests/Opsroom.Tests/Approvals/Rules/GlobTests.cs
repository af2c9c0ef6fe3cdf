using System.Text.RegularExpressions;
using CsCheck;
using Opsroom.Approvals.Rules;

namespace Opsroom.Tests.Approvals.Rules;

public sealed class GlobTests
{
    [Theory]
    [InlineData("*", "", true)]
    [InlineData("*", "a/b", true)]
    [InlineData("shop-*", "shop-", true)]
    [InlineData("shop-*", "Shop-web", false)]
    [InlineData("*-dev", "shop-dev-2", false)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("a.c", "abc", false)]
    [InlineData("[ab]", "a", false)]
    public void A_pattern_means_what_the_documentation_says(string pattern, string name, bool matches) => Assert.Equal(matches, new Glob(pattern).IsMatch(name));

    [Fact]
    public void It_agrees_with_a_regular_expression() =>
        Gen.Select(Gen.String[Gen.Char["ab/*?"], 0, 8], Gen.String[Gen.Char["ab/"], 0, 10]).Sample((pattern, name) =>
        {
            var expression = Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal);
            Assert.Equal(Regex.IsMatch(name, $"^(?:{expression})\\z", RegexOptions.Singleline, TimeSpan.FromSeconds(5)), new Glob(pattern).IsMatch(name));
        });

    [Fact]
    public void Many_stars_against_a_long_name_come_to_an_end() =>
        Assert.False(new Glob(string.Concat(Enumerable.Repeat("a*", 200)) + "b").IsMatch(new string('a', 50_000)));
}
