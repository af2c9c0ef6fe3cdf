namespace Opsroom.Tests.Workflow.Claims;

public sealed class AnswerClaimsTests
{
    [Theory]
    [InlineData("1. The pool is exhausted.\n   > FATAL: remaining connection slots are reserved — [logs/checkout/app.log:line 12]")]
    [InlineData("1. The pool is exhausted: \"FATAL: remaining connection slots are reserved\" [logs/checkout/app.log:line 12].")]
    [InlineData("The pool is exhausted. The log says “FATAL: remaining connection slots are reserved” (logs/checkout/app.log, line 12).")]
    [InlineData("The pool is exhausted (`FATAL: remaining connection slots are reserved`, logs/checkout/app.log:12).")]
    [InlineData("The pool is exhausted:\n\n> FATAL: remaining connection slots are reserved\n> — app.log line 12\n> checkout answers \"503\" to 40 % of requests — [alerts.json:/0/annotations/summary]")]
    [InlineData("The pool is exhausted [call-1-b1-1]:\n\n```\nFATAL: remaining connection slots are reserved\n```")]
    [InlineData("- Killed for memory: \"Reason: OOMKilled\" [objects/pods.yaml:document 2, /status]")]
    [InlineData("Die Ursache ist der Speicher: „Reason: OOMKilled“ [objects/pods.yaml:document 2, /status].")]
    [InlineData("### The pool\n\nIt ran out.\n\n- \"connection slots are reserved\" [logs/checkout/app.log:lines 10-14]")]
    public void What_stands_stays_word_for_word(string claim)
    {
        var answer = $"Checkout fails because its pool is exhausted.\n\n## Causes\n\n{claim}\n\n## Next\n\n- Call `kubernetes_restart_deployment` for \"checkout\".";
        var (text, found) = ClaimCases.Check(answer);
        Assert.Equal(answer, text);
        Assert.Empty(found.Struck);
        Assert.True(found.Standing > 0);
    }

    [Theory]
    [InlineData("disk quota exceeded on /var/lib", "logs/checkout/app.log:line 12", "does not stand there")]
    [InlineData("FATAL: remaining connection slots are reserve", "logs/checkout/ghost.log:line 12", "no file")]
    [InlineData("FATAL: remaining connection slots are reservd", "logs/checkout/app.log:line 12", "does not stand there")]
    [InlineData("FATAL: remaining connection slots are reserve", "logs/checkout/app.log:line 12", "does not stand there")]
    [InlineData("ATAL: remaining connection slots are reserved", "logs/checkout/app.log:line 12", "does not stand there")]
    [InlineData("fATAL: remaining connection slots are reserved", "logs/checkout/app.log:line 12", "does not stand there")]
    [InlineData("FATAL:  remaining connection slots are reserved", "logs/checkout/app.log:line 12", "does not stand there")]
    [InlineData("FATAL: remaining connection slots are reserved", "logs/checkout/app.log:line 13", "elsewhere in that file")]
    [InlineData("FATAL: remaining connection slots are reserved", "alerts.json:/0/annotations/summary", "does not stand there")]
    [InlineData("FATAL: remaining connection slots are reserved", "call-9-b1-9", "no file and no call")]
    [InlineData("Exit Code: 137", "objects/pods.yaml:document 3, /status", "elsewhere in that file")]
    public void What_does_not_stand_is_struck_in_whatever_form_it_is_written(string quote, string citation, string why)
    {
        var at = citation.Replace(":", ", ", StringComparison.Ordinal);
        string[] forms =
        [
            $"1. Zookeeper lost its quorum.\n   > {quote} — [{citation}]",
            $"1. Zookeeper lost its quorum: \"{quote}\" [{citation}].",
            $"Zookeeper lost its quorum. The log says “{quote}” ({at}).",
            $"- Zookeeper lost its quorum ({at}): '{quote}'",
            $"Zookeeper lost its quorum:\n\n> {quote}\n> — {at}",
            $"Zookeeper lost its quorum ({at}):\n\n```\n{quote}\n```",
            $"### Zookeeper lost its quorum\n\n> \"{quote}\" — [{citation}]",
            $"**Root cause:** Zookeeper lost its quorum (`{quote}`, [{citation}]).",
        ];
        foreach (var form in forms)
        {
            var (text, found) = ClaimCases.Check($"Zookeeper lost its quorum.\n\n## Root cause\n\n{form}\n\n## Ruled out\n\n- Memory: \"Reason: OOMKilled\" [objects/pods.yaml:document 2, /status] is older.");
            Assert.DoesNotContain(quote, text, StringComparison.Ordinal);
            Assert.DoesNotContain("quorum", text, StringComparison.Ordinal);
            Assert.Contains("struck: claim", text, StringComparison.Ordinal);
            Assert.Contains("- Memory: \"Reason: OOMKilled\" [objects/pods.yaml:document 2, /status] is older.", text, StringComparison.Ordinal);
            var struck = found.Struck.First(claim => claim.Quote is not null);
            Assert.Equal(quote, struck.Quote);
            Assert.Contains(why, struck.Why, StringComparison.Ordinal);
            Assert.Contains("quorum", struck.Claim, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_quote_without_a_source_has_to_stand_somewhere()
    {
        var (text, found) = ClaimCases.Check("The log has \"connection slots are reserved\" in it. It also has \"the disk of db-1 is full\" in it.");
        Assert.StartsWith("The log has \"connection slots are reserved\" in it. *[claim 1 struck]*", text, StringComparison.Ordinal);
        Assert.Equal("the disk of db-1 is full", Assert.Single(found.Struck).Quote);
        Assert.DoesNotContain("db-1", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_person_said_may_be_said_back()
    {
        const string answer = "You asked why \"payments latency is up since 14:00\"; nothing shows it.";
        Assert.Equal(answer, ClaimCases.Check(answer, "payments latency is up since 14:00, why?").Text);
    }

    [Fact]
    public void One_quote_of_a_claim_that_does_not_stand_goes_and_the_claim_stays_on_the_others()
    {
        var (text, found) = ClaimCases.Check("""
            ## Causes

            1. The pool is exhausted.
               > FATAL: remaining connection slots are reserved — [logs/checkout/app.log:line 12]
               > PANIC: could not write to file — [logs/checkout/app.log:line 99]
            """);
        Assert.Equal(1, found.Standing);
        Assert.Contains("1. The pool is exhausted.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("PANIC", text, StringComparison.Ordinal);
        Assert.Equal("line 99", Assert.Single(found.Struck).Location);
    }

    [Theory]
    [InlineData("## Cause\n\nA memory leak in the new version.")]
    [InlineData("**Most probable cause:** a memory leak in the new version")]
    [InlineData("The outage was caused by a memory leak in the new version.")]
    [InlineData("Ursache: a memory leak in the new version.")]
    public void A_cause_without_a_quote_is_called_conjecture(string cause)
    {
        var (text, found) = ClaimCases.Check($"{cause}\n\n## Next\n\n1. Watch it.");
        Assert.Contains("memory leak in the new version", Assert.Single(found.Conjectures), StringComparison.Ordinal);
        Assert.Contains("memory leak", text[text.IndexOf("**Conjecture:**", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.DoesNotContain("memory leak", text[..text.IndexOf("**Conjecture:**", StringComparison.Ordinal)], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("## Cause\n\nNone: nothing is wrong.")]
    [InlineData("## Root cause\n\nIt is not known yet; the logs of the gateway would tell.")]
    [InlineData("Healthy. No alert fires, because the deployment has ended.")]
    [InlineData("What caused the restart? The events would tell.")]
    public void What_is_not_known_may_be_said(string answer) => Assert.Equal(answer, ClaimCases.Check(answer).Text);

    [Fact]
    public void A_sentence_that_repeats_a_struck_claim_goes_with_it()
    {
        var (text, _) = ClaimCases.Check("""
            The disk of db-primary is full. Checkout has answered errors since 09:30.

            ## Causes

            1. The disk of db-primary is full.
               > No space left on device — [logs/db/primary.log:line 7]
            """);
        Assert.DoesNotContain("db-primary is full", text, StringComparison.Ordinal);
        Assert.Contains("Checkout has answered errors since 09:30.", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "In short: The pool is exhausted. The disk of db-primary is full.")]
    [InlineData("In short: The disk of db-primary is full.\n\n", "")]
    [InlineData("", "In short, the pool is exhausted, and the disk of db-primary is full.")]
    [InlineData("", "3. The disk of db-primary is full")]
    [InlineData("", "   In short: The disk of db-primary is full.")]
    [InlineData("", "### In short\n\nThe disk of db-primary is full.")]
    [InlineData("", "### The disk of db-primary is full\n\nIt has been so since noon.")]
    [InlineData("", "There is no single cause. The disk of db-primary is full.")]
    public void What_repeats_a_struck_claim_among_the_causes_is_no_conjecture(string before, string after)
    {
        var (text, found) = ClaimCases.Check($"""
            ## Causes

            {before}1. The disk of db-primary is full.
               > No space left on device — [logs/db/primary.log:line 7]
            2. The pool is exhausted.
               > FATAL: remaining connection slots are reserved — [logs/checkout/app.log:line 12]

            {after}
            """);
        Assert.DoesNotContain("db-primary is full", text, StringComparison.Ordinal);
        Assert.DoesNotContain(found.Conjectures, conjecture => conjecture.Contains("db-primary", StringComparison.Ordinal));
        Assert.Contains("The pool is exhausted.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_conjecture_beside_a_repetition_is_told()
    {
        var (text, found) = ClaimCases.Check("""
            ## Causes

            1. The disk of db-primary is full.
               > No space left on device — [logs/db/primary.log:line 7]

            The disk of db-primary is full. A memory leak came with the new version.
            """);
        Assert.Equal("A memory leak came with the new version.", Assert.Single(found.Conjectures));
        Assert.Contains("*[claim 2 has no quote: see conjecture]*", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_of_a_table_that_does_not_stand_goes()
    {
        var (text, _) = ClaimCases.Check("| when | what |\n| --- | --- |\n| 09:30 | \"connection slots are reserved\" [logs/checkout/app.log:line 12] |\n| 09:31 | \"the leader was lost\" [events.json:/3] |");
        Assert.Contains("09:30", text, StringComparison.Ordinal);
        Assert.DoesNotContain("09:31", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nothing_stands_the_answer_says_so() =>
        Assert.StartsWith("*[claim 1 struck]*", ClaimCases.Check("> I made this up — [logs/none.log:line 1]").Text, StringComparison.Ordinal);
}
