using Opsroom.Tools.Incidents;
using Opsroom.Tools.Incidents.Analysis.Logs;

namespace Opsroom.Tests.Tools.Incidents.Analysis;

public sealed class FailureWordsTests
{
    [Theory]
    [InlineData("javax.security.auth.login.LoginException: no subject", IncidentCategory.Credentials)]
    [InlineData("SNMPv3 user unknown: USM password mismatch", IncidentCategory.Credentials)]
    [InlineData("datastore vol-7 is offline", IncidentCategory.Storage)]
    [InlineData("no suitable host found for allocation 8812", IncidentCategory.Scheduling)]
    [InlineData("dispatch queue is full, dropping 44 jobs", IncidentCategory.ResourceExhaustion)]
    [InlineData("replication to standby-2 broken, wal segment gone", IncidentCategory.Database)]
    [InlineData("unknown directive retry_polcy in router.conf", IncidentCategory.ConfigurationError)]
    [InlineData("adjacency to 10.0.0.2 is down", IncidentCategory.Network)]
    [InlineData("no reply: call to https://rates.example took too long: timeout", IncidentCategory.DependencyFailure)]
    [InlineData("basket 4411 has a negative total", IncidentCategory.ApplicationError)]
    public void A_message_that_no_sign_knows_is_read_by_its_plain_words(string message, IncidentCategory category) =>
        Assert.Equal(category, FailureWords.CategoryOf(message));
}
