using System.Text.Json.Nodes;
using Opsroom.Server.Tests.Proofs.Approvals;

namespace Opsroom.Server.Tests.Proofs.Kubernetes;

internal sealed partial class ClusterSite
{
    /// <summary>Calls a tool that has to be asked for, and answers with the one item that waits.</summary>
    public async Task<PendingItem> AskAsync(string tool, JsonObject arguments, string thread, CancellationToken cancellationToken, string risk = "change")
    {
        var asked = await Client.CallAsync(tool, arguments, thread, cancellationToken);
        Assert.True(asked.Status == "pending_approval", $"{tool} was not asked: {asked}");
        var item = Assert.Single(asked.Items);
        Assert.Equal((PendingItem.Call, tool, risk, "production"), (item.Kind, item.Action, item.Risk, item.Environment));
        return item;
    }

    /// <summary>Approves what was shown and answers with the call's result, once the run is at rest.</summary>
    public async Task<JsonObject> ApproveAsync(string thread, PendingItem item, CancellationToken cancellationToken)
    {
        var outcome = await DecideAsync(thread, item, cancellationToken);
        Assert.True((string?)outcome["status"] is "success" or "complete", $"{item.Action} was approved: {outcome.ToJsonString()}");
        return outcome["result"]!.AsObject();
    }

    /// <summary>Approves what was shown and answers with how the run came to rest, whatever that is.</summary>
    public async Task<JsonObject> DecideAsync(string thread, PendingItem item, CancellationToken cancellationToken)
    {
        try
        {
            var decided = await Client.DecideAsync(thread, true, item, cancellationToken);
            Assert.True((int)decided.Code == 200, $"{item.Action} could not be decided: {decided}");
            if (decided.Outcome is not null)
            {
                return decided.Outcome;
            }
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // the client went away, which stops no run
        }

        return (await Client.RestAsync(thread, cancellationToken)).Body;
    }

    /// <summary>Asks for a change and approves it.</summary>
    public async Task<JsonObject> ChangeAsync(string tool, JsonObject arguments, string thread, CancellationToken cancellationToken, string risk = "change") =>
        await ApproveAsync(thread, await AskAsync(tool, arguments, thread, cancellationToken, risk), cancellationToken);

    /// <summary>
    /// Has the last run of a thread taken back, as a whole where its call can be undone so, and otherwise call by call from the last one; each reverse is asked, changes
    /// nothing before, and is approved then.
    /// </summary>
    public async Task<IReadOnlyList<PendingItem>> UndoAsync(string thread, CancellationToken cancellationToken)
    {
        var journal = await Client.JournalAsync(thread, cancellationToken);
        var run = (string)journal.Last(@event => (string?)@event["kind"] == "run_started")["run_id"]!;
        var whole = (string)journal.First(@event => (string?)@event["kind"] == "tool_requested" && (string?)@event["run_id"] == run)["call_id"]!;
        var finished = journal.Where(@event => (string?)@event["kind"] == "tool_finished" && (string?)@event["run_id"] == run).Select(@event => (string)@event["call_id"]!);
        string[] calls = [whole, .. finished.Distinct(StringComparer.Ordinal).Reverse().Where(call => call != whole)];
        List<PendingItem> items = [];
        foreach (var call in calls)
        {
            var before = await DeploymentAsync(cancellationToken);
            var undone = await Client.PostAsync($"/threads/{thread}/undo", new { call_id = call }, cancellationToken);
            if ((int)undone.Code == 409)
            {
                continue;
            }

            Assert.True((int)undone.Code is >= 200 and < 300, $"{call} could not be undone: {undone}");
            await Client.RestAsync(thread, cancellationToken);
            var item = Assert.Single(await Client.PendingAsync(thread, cancellationToken));
            Assert.Equal((long)before["metadata"]!["generation"]!, (long)(await DeploymentAsync(cancellationToken))["metadata"]!["generation"]!);
            await ApproveAsync(thread, item, cancellationToken);
            items.Add(item);
            if (call == whole)
            {
                break;
            }
        }

        Assert.True(items.Count > 0, $"Nothing of {run} can be undone.");
        return items;
    }

    /// <summary>The object as the API server has it; null where there is none.</summary>
    /// <param name="version">With its root, such as <c>apis/apps/v1</c>.</param>
    public async Task<JsonObject?> FindAsync(string version, string resource, string name, CancellationToken cancellationToken)
    {
        var all = await Api.GetAsync($"{Space.PathOf(version, resource)}?fieldSelector=metadata.name%3D{name}", cancellationToken);
        return all["items"]!.AsArray() is [var found] ? found!.DeepClone().AsObject() : null;
    }

    public async Task<JsonObject> DeploymentAsync(CancellationToken cancellationToken) =>
        (await FindAsync("apis/apps/v1", "deployments", Shop.Name, cancellationToken))!;

    public string DeploymentPath => Space.PathOf("apis/apps/v1", "deployments", Shop.Name);

    /// <summary>Puts the deployment in place as somebody else would, and waits until its pods are ready.</summary>
    /// <param name="yaml">Of one object or several.</param>
    public async Task PutAsync(string yaml, CancellationToken cancellationToken)
    {
        foreach (var document in yaml.Split("\n---\n"))
        {
            await Space.CreateAsync(document, cancellationToken);
        }

        await WaitUntilReadyAsync(cancellationToken);
    }

    /// <summary>The pods of the service that are not on their way out.</summary>
    public async Task<IReadOnlyList<JsonObject>> PodsAsync(CancellationToken cancellationToken)
    {
        var all = await Api.GetAsync($"{Space.PathOf("api/v1", "pods")}?labelSelector=app%3D{Shop.Name}", cancellationToken);
        return [.. all["items"]!.AsArray().Select(pod => pod!.AsObject()).Where(pod => pod["metadata"]!["deletionTimestamp"] is null)];
    }

    /// <summary>Follows the deployment until all its pods are of its present version and ready.</summary>
    public Task<JsonObject> WaitUntilReadyAsync(CancellationToken cancellationToken) => Api.WaitUntilAsync(DeploymentPath, Shop.IsReady, cancellationToken);
}
