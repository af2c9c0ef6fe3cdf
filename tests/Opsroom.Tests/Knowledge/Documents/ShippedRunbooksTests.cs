using Opsroom.Knowledge.Chunking;
using Opsroom.Knowledge.Documents;

namespace Opsroom.Tests.Knowledge.Documents;

public sealed class ShippedRunbooksTests
{
    [Fact]
    public void Every_runbook_is_read_with_title_tags_summary_and_passages()
    {
        var runbooks = ShippedRunbooks.Read();

        Assert.Equal(69, runbooks.Length);
        Assert.All(runbooks, runbook =>
        {
            Assert.NotEmpty(runbook.Tags);
            Assert.NotEmpty(runbook.Summary);
            Assert.NotEmpty(runbook.Symptoms);
            Assert.True(MarkdownChunks.Of(runbook).Length > 3, runbook.Source);
        });
        Assert.Equal(runbooks.Length, runbooks.Select(runbook => runbook.Title).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Tags_are_text_whatever_they_look_like()
    {
        var document = MarkdownFile.Read("notes/a.md", "---\r\ntitle: 429\r\ntags: [429, 5e3, no, 1.10]\r\n---\r\n# A\r\n");

        Assert.Equal("429", document.Title);
        Assert.Equal(["429", "5e3", "no", "1.10"], document.Tags);
        Assert.Equal(5, document.FirstLine);
    }

    [Theory]
    [InlineData("# A")]
    [InlineData("")]
    [InlineData("---\ntags: []\n---\n")]
    [InlineData("---\ntitle: [\n---\n")]
    [InlineData("---\n- a\n---\n")]
    public void A_file_without_front_matter_or_title_is_refused(string text) =>
        Assert.Contains("notes/a.md", Assert.Throws<FormatException>(() => MarkdownFile.Read("notes/a.md", text)).Message, StringComparison.Ordinal);
}
