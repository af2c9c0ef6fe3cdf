using System.Text.Json;
using Opsroom.Models.Playbooks;
using Opsroom.Tests.Tools;
using Opsroom.Tests.Tools.Workspace;
using Opsroom.Tools;

namespace Opsroom.Tests.Models.Playbooks.Briefings;

/// <summary>Questions about how something is done are answered from the runbooks that come with the server.</summary>
public sealed class DocumentsAnswerTests
{
    private static readonly ToolCatalog Tools = new(Samples.BuiltIn());

    [Theory]
    [InlineData("monitoring_agent", "how do we rotate the TLS certificates?", "runbooks/ingress-certificate-expiry.md")]
    [InlineData("incident_agent", "how to find out why a pod is in CrashLoopBackOff", "runbooks/pod-crash-loop.md")]
    [InlineData("database_agent", "is there a runbook for replication lag?", "replication")]
    [InlineData("monitoring_agent", "wie können wir eine volle Platte auf einem Node leeren?", "disk")]
    public void A_question_how_is_answered_word_for_word_with_where_it_stands(string agent, string task, string source)
    {
        var run = Run(agent);
        var answer = run.Ask(task);

        Assert.Null(answer.Error);
        Assert.Contains(source, answer.Message);
        Assert.Equal(2, run.Exchanges.Length);
        var passage = run.Exchanges[1].Result.GetProperty("results")[0];
        Assert.Contains($"> {passage.GetProperty("excerpt").GetString()!.Split('\n')[0]}", answer.Message);
        Assert.Contains($"> — {passage.GetProperty("location").GetString()}", answer.Message);
    }

    [Theory]
    [InlineData("how many pods does checkout have?")]
    [InlineData("how do I bake a cake?")]
    public void What_no_document_says_is_not_answered_from_them(string task) =>
        Assert.NotNull(Run("monitoring_agent").Ask(task).Error);

    private static PlaybookRun Run(string agent) => new(
        PlaybookCatalog.All.Single(playbook => playbook.Agent == agent),
        (tool, arguments) =>
        {
            var (succeeded, result) = CallAsync(tool, arguments).GetAwaiter().GetResult();
            return new(succeeded, result);
        })
    {
        Offered = ["documentation_search"],
    };

    private static async Task<(bool Succeeded, JsonElement Result)> CallAsync(string tool, JsonElement arguments)
    {
        var outcome = await Tools.Find(tool)!.InvokeAsync(arguments, Samples.Context(Workspaces.With()), TestContext.Current.CancellationToken);
        return (outcome.Succeeded, outcome.Result);
    }
}
