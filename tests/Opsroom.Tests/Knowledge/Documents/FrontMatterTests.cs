using Opsroom.Knowledge.Documents;

namespace Opsroom.Tests.Knowledge.Documents;

public sealed class FrontMatterTests
{
    [Fact]
    public void Tags_are_text_whatever_they_look_like()
    {
        var matter = FrontMatter.Read("---\r\ntitle: 429\r\ntags: [429, 5e3, no, 1.10]\r\nsymptoms:\r\n  - it hangs\r\n---\r\n# A\r\n");

        Assert.NotNull(matter);
        Assert.Equal("429", matter.Title);
        Assert.Equal(["429", "5e3", "no", "1.10"], matter.Tags);
        Assert.Equal(["it hangs"], matter.Symptoms);
        Assert.Equal(7, matter.FirstLine);
        Assert.Equal("# A\n", matter.Body);
    }

    [Theory]
    [InlineData("# A")]
    [InlineData("")]
    [InlineData("---")]
    [InlineData("---\ntitle: [\n---\n")]
    [InlineData("---\n- a\n---\n")]
    [InlineData("---\ntitle: a\n")]
    public void What_is_no_front_matter_is_text(string text) => Assert.Null(FrontMatter.Read(text));
}
