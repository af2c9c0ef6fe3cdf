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
            Assert.True(runbook.Passages.Length > 3, runbook.Source);
        });
        Assert.Equal(runbooks.Length, runbooks.Select(runbook => runbook.Title).Distinct(StringComparer.Ordinal).Count());
    }
}
