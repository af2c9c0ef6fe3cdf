using System.Net;
using Opsroom.Server.Tests.Proofs.Approvals;

namespace Opsroom.Server.Tests.Proofs.Kubernetes;

/// <summary>What a proof is about has to be there.</summary>
internal static class ToolGuard
{
    /// <summary>Skips the test where the server lacks one of the tools.</summary>
    public static async Task NeedsAsync(ApprovalClient client, CancellationToken cancellationToken, params IEnumerable<string> tools)
    {
        foreach (var tool in tools)
        {
            var said = await client.GetAsync($"/tools/{tool}", cancellationToken);
            Assert.SkipWhen(said.Code == HttpStatusCode.NotFound, $"{tool} is not part of this server.");
        }
    }
}
