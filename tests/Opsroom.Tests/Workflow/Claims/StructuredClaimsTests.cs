using System.Text.Json.Nodes;

namespace Opsroom.Tests.Workflow.Claims;

public sealed class StructuredClaimsTests
{
    [Fact]
    public void Only_causes_whose_quotes_stand_are_left()
    {
        const string standing = """{"cause": "The pool is exhausted", "category": "database", "confidence": 0.8, "evidence": [{"source": "logs/checkout/app.log", "location": "line 12", "quote": "FATAL: remaining connection slots are reserved", "sha256": "ab12"}]}""";
        var (text, found) = ClaimCases.Check($$"""
            {"verdict": "incident", "root_causes": [{{standing}},
              {"cause": "The disk is full", "evidence": [{"source": "logs/checkout/app.log", "location": "line 13", "quote": "No space left on device"}]},
              {"cause": "One letter off", "evidence": [{"source": "logs/checkout/app.log", "location": "line 12", "quote": "FATAL: remaining connection slots are reserve d"}]},
              {"cause": "A file that is not there", "evidence": [{"source": "logs/ghost.log", "location": "line 1", "quote": "FATAL: remaining connection slots are reserved"}]},
              {"cause": "Another file of that name", "evidence": [{"source": "logs/checkout/app.log", "location": "line 12", "quote": "FATAL: remaining connection slots are reserved", "sha256": "ffff"}]},
              {"cause": "A hunch", "evidence": []}, {"cause": "Another hunch"}]}
            """);
        var answer = JsonNode.Parse(text)!;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(standing), Assert.Single(answer["root_causes"]!.AsArray())));
        Assert.Equal(["The disk is full", "One letter off", "A file that is not there", "Another file of that name"], found.Struck.Select(claim => claim.Claim));
        Assert.Equal(4, answer["struck"]!.AsArray().Count);
        Assert.Equal(["A hunch", "Another hunch"], found.Conjectures);
        Assert.DoesNotContain("No space left", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_repeats_a_struck_claim_is_neither_conjecture_nor_told_elsewhere()
    {
        var (text, found) = ClaimCases.Check("""
            {"summary": "The pool is exhausted. The disk of db-primary is full.", "root_causes": [
              {"cause": "On db-primary the disk is full"}, {"cause": "A hunch of mine"},
              {"cause": "The disk of db-primary is full", "evidence": [{"source": "logs/checkout/app.log", "location": "line 13", "quote": "No space left on device"}]},
              {"cause": "The pool is exhausted", "evidence": [{"source": "logs/checkout/app.log", "location": "line 12", "quote": "FATAL: remaining connection slots are reserved"}]}],
             "next": ["The disk of db-primary is full", "Watch the pool"]}
            """);
        var answer = JsonNode.Parse(text)!;
        Assert.Equal(["A hunch of mine"], found.Conjectures);
        Assert.Equal("The pool is exhausted.", (string?)answer["summary"]);
        Assert.Equal("The pool is exhausted", (string?)Assert.Single(answer["root_causes"]!.AsArray())!["cause"]);
        Assert.Equal("Watch the pool", (string?)Assert.Single(answer["next"]!.AsArray()));
        Assert.DoesNotContain("db-primary", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_stands_is_not_touched()
    {
        const string answer = """{ "summary":"Checkout says \"connection slots are reserved\".","reasons":[{"source":"objects/pods.yaml","location":"document 2, /status","quote":"Reason: OOMKilled"}] }""";
        Assert.Equal(answer, ClaimCases.Check(answer).Text);
    }
}
