using Opsroom.Tests.Tools.Incidents.Bundles;
using Opsroom.Tools.Incidents;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Incidents.Evidence;

namespace Opsroom.Tests.Tools.Incidents.Evidence;

public sealed class EvidenceLockerTests
{
    private const string Line = "2026-03-01T10:00:00Z ERROR order=15 failed after 0.65 s: connection to db-1:5432 refused";

    private static readonly Recording Shown = BundleFolder.Of(
        ("logs/app/a.log", $"first\n{Line}\nlast\n"),
        ("logs/app/b.jsonl", "{\"level\":\"error\",\"msg\":\"said \\\"no\\\" twice\",\"n\":{\"code\":503}}\n"),
        ("alerts.json", """[{"labels":{"alertname":"High"},"annotations":{"summary":"15 errors"},"startsAt":"2026-03-01T10:00:00Z"}]"""),
        ("objects/x.yaml", "kind: Pod\nmetadata:\n  name: web\nstatus:\n  phase: Running\n---\nkind: Pod\nmetadata:\n  name: db\nstatus:\n  containerStatuses:\n  - name: db\n    lastState:\n      terminated:\n        reason: OOMKilled\n        exitCode: 137\n  - name: side\n"),
        ("metrics/m.json", """{"query":"up","data":{"result":[{"metric":{"a/b":"cc~dd"},"values":[[1772359200,"0.65"]]}]}}"""));

    public static TheoryData<string, string, string> Standing { get; } = new()
    {
        { "logs/app/a.log", "line 2", Line },
        { "logs/app/a.log", "line 2", "connection to db-1:5432 refused" },
        { "logs/app/a.log", "lines 1-2", "first\n2026-03-01T10:00:00Z ERROR" },
        { "logs/app/b.jsonl", "line 1, /msg", "said \"no\" twice" },
        { "logs/app/b.jsonl", "line 1", "said \\\"no\\\" twice" },
        { "logs/app/b.jsonl", "line 1, /n/code", "503" },
        { "alerts.json", "/0/annotations/summary", "15 errors" },
        { "alerts.json", "/0/labels", "\"alertname\":\"High\"" },
        { "objects/x.yaml", "document 2, /status/containerStatuses/0/lastState/terminated/reason", "OOMKilled" },
        { "objects/x.yaml", "document 2, /status/containerStatuses/0/lastState/terminated/reason", "reason: OOMKilled" },
        { "objects/x.yaml", "document 2, /status/containerStatuses/0", "exitCode: 137" },
        { "objects/x.yaml", "document 1, /status", "phase: Running" },
        { "metrics/m.json", "/data/result/0/values/0/1", "0.65" },
        { "metrics/m.json", "/data/result/0/metric/a~1b", "cc~dd" },
    };

    [Theory]
    [MemberData(nameof(Standing))]
    public void A_quote_stands_where_the_very_text_is(string source, string location, string text) =>
        Assert.Equal(EvidenceCheck.Ok, Shown.Locker.Check(new(source, location, text, HashOf(source))));

    [Theory]
    [MemberData(nameof(Standing))]
    public void A_quote_that_differs_by_one_character_never_stands(string source, string location, string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            string[] wrong = [text.Remove(at, 1).Insert(at, text[at] == 'x' ? "y" : "x"), text.Insert(at, "x")];
            Assert.All(wrong, quote => Assert.False(Shown.Locker.Stands(new(source, location, quote, HashOf(source))), quote));
            if (char.IsLetterOrDigit(text[at]) && text.Length > 1)
            {
                var shorter = text.Remove(at, 1);
                // a word of one letter at the edge leaves whole words behind
                Assert.False(Shown.Locker.Stands(new(source, location, shorter, HashOf(source))) && shorter.Trim().Length == shorter.Length, shorter);
            }
        }
    }

    [Theory]
    [InlineData("logs/app/a.log", "line 1", Line)]
    [InlineData("logs/app/a.log", "line 4", "last")]
    [InlineData("logs/app/a.log", "line 0", "first")]
    [InlineData("logs/app/a.log", "line 99999999999999999999", "first")]
    [InlineData("logs/app/a.log", "lines 2-1", "first")]
    [InlineData("logs/app/a.log", "Line 1", "first")]
    [InlineData("logs/app/a.log", "line 2", "5 failed")]
    [InlineData("logs/app/a.log", "line 2", "65 s")]
    [InlineData("logs/app/a.log", "line 2", "failed after 0")]
    [InlineData("logs/app/a.log", "line 2", "error order=15")]
    [InlineData("logs/app/a.log", "line 2", " : ")]
    [InlineData("logs/app/a.log", "line 2", "")]
    [InlineData("logs/app/c.log", "line 2", "connection")]
    [InlineData("../alerts.json", "/0", "High")]
    [InlineData("alerts.json", "/0/annotations/description", "15 errors")]
    [InlineData("alerts.json", "/0/annotations/summary", "5 errors")]
    [InlineData("alerts.json", "/1", "15 errors")]
    [InlineData("alerts.json", "0/annotations/summary", "15 errors")]
    [InlineData("objects/x.yaml", "document 1, /status/containerStatuses/0", "exitCode: 137")]
    [InlineData("objects/x.yaml", "document 2, /status/containerStatuses/1", "exitCode: 137")]
    [InlineData("objects/x.yaml", "document 3, /status", "phase")]
    public void A_quote_that_is_elsewhere_cut_or_made_up_does_not_stand(string source, string location, string text)
    {
        var check = Shown.Locker.Check(new(source, location, text, Shown.Locker.Files.Any(file => file.Path == source) ? HashOf(source) : new string('0', 64)));

        Assert.False(check.Stands);
        Assert.EndsWith(".", check.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quote_with_another_hash_does_not_stand()
    {
        var right = HashOf("alerts.json");

        Assert.False(Shown.Locker.Stands(new("alerts.json", "/0/annotations/summary", "15 errors", (right[0] == 'a' ? 'b' : 'a') + right[1..])));
        Assert.False(Shown.Locker.Stands(new("alerts.json", "/0/annotations/summary", "15 errors", HashOf("logs/app/a.log"))));
        Assert.False(Shown.Locker.Stands(new("alerts.json", "/0/annotations/summary", "15 errors", "")));
    }

    [Theory]
    [InlineData("logs/app/a.log", "line 2", "nection to db", "connection to db", "line 2")]
    [InlineData("logs/app/a.log", "line 2", "5 failed after 0.", "15 failed after 0.65", "line 2")]
    [InlineData("logs/app/b.jsonl", "line 1", "said \"no\" twice", "said \"no\" twice", "line 1, /msg")]
    [InlineData("objects/x.yaml", "document 2", "OOMKilled", "OOMKilled", "document 2")]
    [InlineData("alerts.json", "", "15 errors", "15 errors", "")]
    public void What_is_quoted_is_widened_to_what_stands(string source, string location, string text, string quoted, string where)
    {
        var quote = Shown.Locker.Quote(new Place(source, location), text);

        Assert.Equal((quoted, where), (quote.Quote, quote.Location));
        Assert.True(Shown.Locker.Stands(quote));
    }

    [Fact]
    public void What_is_not_there_is_quoted_as_it_is_and_does_not_stand()
    {
        Assert.False(Shown.Locker.Stands(Shown.Locker.Quote(Place.Line("logs/app/a.log", 2), "connection accepted")));
        Assert.False(Shown.Locker.Stands(Shown.Locker.Quote(Place.Line("nowhere", 2), "connection")));
        Assert.Null(Shown.Locker.Quote(Place.Line("logs/app/a.log", 9)));
    }

    [Fact]
    public void Claims_without_a_standing_quote_are_struck_and_the_answer_says_so()
    {
        var good = Shown.Locker.Quote(Place.Line("logs/app/a.log", 2), "refused");
        var bad = good with { Quote = "accepted" };

        var partly = ClaimCheck.Strike(Of(Cause("a", good, bad), Cause("b", bad), Cause("c")), Shown.Locker);
        var wholly = ClaimCheck.Strike(Of(Cause("b", bad)), Shown.Locker);

        Assert.Equal([good], Assert.Single(partly.RootCauses).Evidence);
        Assert.Equal(["a", "b", "c"], partly.Struck.Select(each => each.Claim));
        Assert.Equal(IncidentVerdict.Incident, partly.Verdict);
        Assert.Equal((IncidentVerdict.Inconclusive, null, 0, 0), (wholly.Verdict, wholly.Severity, wholly.RootCauses.Length, wholly.Remediation.Length));
        Assert.Contains("does not stand", Assert.Single(wholly.Struck).Why, StringComparison.Ordinal);
    }

    private static Investigation Of(params RootCause[] causes) =>
        new(IncidentVerdict.Incident, IncidentSeverity.Sev1, 0.9, "s", [.. causes], [], [], [], [new("restart", "none")], [], [], []);

    private static RootCause Cause(string text, params EvidenceQuote[] quotes) => new(text, IncidentCategory.Network, 0.9, [.. quotes], []);

    private static string HashOf(string source) => Shown.Locker.Files.Single(file => file.Path == source).Sha256;
}
