using System.Text.Json.Nodes;
using Opsroom.TestKit.Proofs;

namespace Opsroom.Server.Tests.Proofs;

/// <summary>What the crash proof rests on: which differences between two journals it sees.</summary>
public sealed class PlainJournalTests
{
    private static readonly string[] Calm =
    [
        """{"kind":"run_started","run_id":"run-aaaaaaaaaaaaaaaa","task":"x"}""",
        """{"kind":"model_requested","branch":"b1","step":"b1:0","attempt":1}""",
        """{"kind":"model_answered","branch":"b1","step":"b1:0","attempt":1,"content":"call-aaaaaaaaaaaa-b1-1"}""",
        """{"kind":"tool_started","branch":"b1","step":"b1:1","attempt":1}""",
        """{"kind":"tool_started","branch":"b1","step":"b1:2","attempt":1}""",
        """{"kind":"tool_finished","branch":"b1","step":"b1:1","attempt":1,"result":{}}""",
        """{"kind":"tool_finished","branch":"b1","step":"b1:2","attempt":1,"result":{}}""",
        """{"kind":"run_ended"}""",
    ];

    [Fact]
    public void A_resumed_run_with_other_ids_and_calls_in_another_order_says_the_same()
    {
        string[] disturbed =
        [
            """{"kind":"run_started","run_id":"run-bbbbbbbbbbbbbbbb","task":"x","at":"2030"}""",
            """{"kind":"model_requested","branch":"b1","step":"b1:0","attempt":1}""",
            """{"kind":"run_resumed"}""",
            """{"kind":"attempt_abandoned","branch":"b1","step":"b1:0","attempt":1}""",
            """{"kind":"model_requested","branch":"b1","step":"b1:0","attempt":2}""",
            """{"kind":"model_answered","branch":"b1","step":"b1:0","attempt":2,"content":"call-bbbbbbbbbbbb-b1-1"}""",
            """{"kind":"tool_started","branch":"b1","step":"b1:2","attempt":1}""",
            """{"kind":"tool_finished","branch":"b1","step":"b1:2","attempt":1,"result":{}}""",
            """{"kind":"tool_started","branch":"b1","step":"b1:1","attempt":1}""",
            """{"kind":"tool_finished","branch":"b1","step":"b1:1","attempt":1,"result":{}}""",
            """{"kind":"run_ended"}""",
        ];
        Assert.Null(Difference(disturbed));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(7)]
    public void An_event_that_is_missing_or_there_twice_is_a_difference(int index)
    {
        Assert.NotNull(Difference([.. Calm[..index], .. Calm[(index + 1)..]]));
        Assert.NotNull(Difference([.. Calm[..index], Calm[index], .. Calm[index..]]));
    }

    [Fact]
    public void Another_result_is_a_difference() => Assert.NotNull(Difference([.. Calm[..6], Calm[6].Replace("{}", "{\"a\":1}", StringComparison.Ordinal), Calm[7]]));

    [Fact]
    public void An_attempt_that_was_not_abandoned_counts() =>
        Assert.NotNull(Difference([.. Calm[..2], Calm[1].Replace("1}", "2}", StringComparison.Ordinal), .. Calm[2..]]));

    [Fact]
    public void An_answer_after_its_calls_is_a_difference() => Assert.NotNull(Difference([.. Calm[..2], .. Calm[3..7], Calm[2], Calm[7]]));

    private static string? Difference(string[] journal) => PlainJournal.Difference(BranchesOf(Calm), BranchesOf(journal));

    private static IReadOnlyDictionary<string, IReadOnlyList<string>> BranchesOf(string[] journal) =>
        PlainJournal.BranchesOf([.. journal.Select(@event => JsonNode.Parse(@event)!.AsObject())], "thread");
}
