using System.Net;
using Opsroom.Server.Tests.Proofs.Approvals;
using Opsroom.TestKit.Outside;

namespace Opsroom.Server.Tests.Workflow;

/// <summary>Arguments that come with a decision.</summary>
public sealed class EditedArgumentsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Arguments_for_an_item_that_is_not_decided_are_refused_and_decide_nothing()
    {
        await using var server = await ApprovalServer.StartAsync("sqlite", Cancelled);
        foreach (var name in ChangeScript.ObjectsOf("t1"))
        {
            server.Outside.Put(name);
        }

        var asked = await server.Client.InvokeAsync(ChangeScript.TaskOf("t1"), "t1", Cancelled);
        var (decided, other) = (asked.Items[0], asked.Items[1]);

        var answer = await server.Client.DecideAsync(
            "t1",
            new
            {
                approval_id = decided.ApprovalId,
                items = new Dictionary<string, bool>(StringComparer.Ordinal) { [decided.ItemId] = true },
                arguments = new Dictionary<string, object>(StringComparer.Ordinal) { [other.ItemId] = new { name = "t1-b" } },
            },
            Cancelled);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Code);
        Assert.Contains(other.ItemId, answer.Body.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("nothing is said about item", answer.Body.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(asked.Items.Select(item => item.Digest), (await server.Client.PendingAsync("t1", Cancelled)).Select(item => item.Digest));
    }
}
