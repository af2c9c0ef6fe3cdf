using System.Globalization;
using System.Net;
using Opsroom.TestKit.Outside;
using Opsroom.TestKit.Proofs;

namespace Opsroom.Server.Tests.Proofs.Approvals;

/// <summary>
/// Fifty clients decide about one request at the same moment. The target does whatever arrives, as often as it arrives, so that what it counts is what was executed.
/// A round is one request.
/// </summary>
public sealed class RaceProof
{
    private const int Callers = 50;
    private const int RoundsAmongTests = 10;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Stores => ProofStore.All;

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Fifty_decisions_about_one_call_execute_it_once_and_agree(string store)
    {
        await using var server = await ApprovalServer.StartAsync(store, Cancelled);
        var random = new Random(ProofRun.Seed);
        var (approvedRounds, rejectedRounds, conflicts) = (0, 0, 0);
        var rounds = ProofRun.Rounds(RoundsAmongTests);
        for (var round = 0; round < rounds; round++)
        {
            var thread = string.Create(CultureInfo.InvariantCulture, $"race-{round}");
            server.Outside.Put(thread);
            var asked = await server.Client.CallAsync("outside_nudge", new { name = thread, value = "new" }, thread, Cancelled);
            var item = Assert.Single(asked.Items);

            // the first rounds are unanimous, without and with the id; in the others some decide the other way
            var opposed = round % 3 == 2 ? random.Next(1, Callers) : 0;
            var named = round % 3 != 0;
            var decisions = Enumerable.Range(0, Callers).Select(caller => caller >= opposed).ToArray();
            random.Shuffle(decisions);
            var answers = await RaceAsync(server.Client, thread, decisions.Select(approved => BodyOf(approved, named ? item : null)));

            var made = server.Outside.Count(thread);
            Assert.Equal(made, server.Outside.Reached(thread));
            Assert.InRange(made, opposed == 0 ? 1 : 0, 1);
            conflicts += AssertAgreed(answers, decisions, executed: made == 1);
            _ = made == 1 ? approvedRounds++ : rejectedRounds++;
            Assert.Empty(await server.Client.PendingAsync(thread, Cancelled));
        }

        ProofRun.Tell($"{store}, seed {ProofRun.Seed}: {rounds} rounds of {Callers} decisions: {approvedRounds} executed once, {rejectedRounds} rejected and never executed, {conflicts} answered 409, 0 executed twice");
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Fifty_decisions_that_name_an_agents_first_request_leave_its_second_one_alone(string store)
    {
        await using var server = await ApprovalServer.StartAsync(store, Cancelled);
        var rounds = Math.Max(1, ProofRun.Rounds(RoundsAmongTests) / 5);
        for (var round = 0; round < rounds; round++)
        {
            var thread = string.Create(CultureInfo.InvariantCulture, $"agents-{round}");
            var objects = ChangeScript.ObjectsOf(thread);
            foreach (var name in objects)
            {
                server.Outside.Put(name);
            }

            var asked = await server.Client.InvokeAsync(ChangeScript.TaskOf(thread), thread, Cancelled);
            Assert.Equal(2, asked.Items.Count);
            var answers = await RaceAsync(server.Client, thread, Enumerable.Repeat(BodyOf(approved: true, asked.Items[0]), Callers));

            AssertAgreed(answers, [.. Enumerable.Repeat(true, Callers)], executed: true);
            Assert.Equal([1, 1, 0, 0, 0], objects.Select(server.Outside.Count));
            var second = await server.Client.PendingAsync(thread, Cancelled);
            Assert.Equal(["outside_nudge", "outside_set"], second.Select(item => item.Action).Order(StringComparer.Ordinal));
            Assert.DoesNotContain(asked.Items[0].ApprovalId, second.Select(item => item.ApprovalId));
            await server.Client.DecideAsync(thread, false, second[0], Cancelled);
            Assert.Equal([1, 1, 0, 0, 0], objects.Select(server.Outside.Count));
        }

        ProofRun.Tell($"{store}: {rounds} runs of an agent with two requests: each of the first ones executed once, none of the second ones decided by a call for the first");
    }

    private static object BodyOf(bool approved, PendingItem? item) =>
        item is null ? new { approved } : new { approved, approval_id = item.ApprovalId, digest = item.Digest };

    private static async Task<Answered[]> RaceAsync(ApprovalClient client, string thread, IEnumerable<object> bodies)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = bodies.Select(async body =>
        {
            await start.Task;
            return await client.DecideAsync(thread, body, Cancelled);
        }).ToList();
        start.SetResult();
        return await Task.WhenAll(calls);
    }

    /// <summary>Who decided as it was decided shares one outcome, the others are told of the conflict; how many those were.</summary>
    private static int AssertAgreed(Answered[] answers, bool[] decisions, bool executed)
    {
        var pairs = answers.Zip(decisions).ToList();
        var same = pairs.Where(pair => pair.Second == executed).Select(pair => pair.First).ToList();
        var opposite = pairs.Where(pair => pair.Second != executed).Select(pair => pair.First).ToList();
        Assert.NotEmpty(same);
        Assert.All(same, answer => Assert.True(answer.Code == HttpStatusCode.OK && answer.Status == (executed ? "approved" : "rejected"), answer.ToString()));
        Assert.Single(same.Select(answer => answer.PlainOutcome).Distinct(StringComparer.Ordinal));
        Assert.All(opposite, answer => Assert.True(answer.Code == HttpStatusCode.Conflict, answer.ToString()));
        return opposite.Count;
    }
}
