using System.Text;
using Opsroom.TestKit.Workflow;
using Opsroom.Threads;
using Opsroom.Tools;
using Opsroom.Tools.Workspace;
using static Opsroom.Tests.Workflow.ProbeRuns;

namespace Opsroom.Tests.Workflow;

/// <summary>Files in a folder that the operator opened can be changed by anybody at any time.</summary>
public sealed class ReadFilesTests : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("opsroom-root-");
    private readonly ProbeTools probe = new();
    private readonly List<string?> used = [];

    public ReadFilesTests() => probe.Act = (name, text, _) =>
    {
        used.Add(text);
        return Task.FromResult<ToolResult<ProbeResult>>(new ProbeResult(name));
    };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Path => System.IO.Path.Combine(root.FullName, "a.txt");

    public void Dispose() => root.Delete(recursive: true);

    [Fact]
    public async Task A_file_that_is_replaced_after_it_was_approved_is_asked_about_again()
    {
        await using var opsroom = await OpenAsync();
        var asked = await CallAsync(opsroom, "probe_set", new { name = "one", text_path = Path });
        await File.WriteAllTextAsync(Path, "another", Cancelled);
        Assert.Equal(RunStatus.PendingApproval, (await ApproveAsync(opsroom, asked)).Status);
        Assert.Equal(0, probe.Made);
    }

    [Fact]
    public async Task A_file_that_a_plan_looked_into_and_that_is_replaced_after_it_was_approved_is_asked_about_again()
    {
        probe.ReadsToPlan = Path;
        await using var opsroom = await OpenAsync();
        var asked = await CallAsync(opsroom, "probe_set", new { name = "one" });
        await File.WriteAllTextAsync(Path, "another", Cancelled);
        var again = await ApproveAsync(opsroom, asked);
        Assert.Equal(RunStatus.PendingApproval, again.Status);
        Assert.Equal(0, probe.Made);
        Assert.Equal(RunStatus.Complete, (await ApproveAsync(opsroom, again)).Status);
    }

    [Fact]
    public async Task A_file_that_is_replaced_between_the_last_look_and_the_act_is_used_as_it_was_looked_at()
    {
        var looks = 0;
        probe.Plan = (name, _) =>
        {
            if (++looks == 2)
            {
                File.WriteAllText(Path, "another");
            }

            return ProbeTools.PlanOf(name, "v1");
        };
        await using var opsroom = await OpenAsync();
        var run = await ApproveAsync(opsroom, await CallAsync(opsroom, "probe_set", new { name = "one", text_path = Path }));
        Assert.Equal(RunStatus.Complete, run.Status);
        Assert.Equal(["shown"], used);
    }

    private async Task<WorkflowFixture> OpenAsync()
    {
        await File.WriteAllTextAsync(Path, "shown", Encoding.UTF8, Cancelled);
        var opsroom = await WorkflowFixture.OpenAsync(toolSets: [probe]);
        opsroom.ReadRoots = new ReadRoots([root.FullName]);
        await opsroom.CrashAndReopenAsync(Cancelled);
        return opsroom;
    }
}
