using System.Diagnostics;
using Opsroom.Telemetry;
using Opsroom.Threads;

namespace Opsroom.Tests.Telemetry;

public sealed class OpsroomActivityTests
{
    // a thread of its own tells these activities from those of tests that run beside them
    private readonly ThreadKey _thread = new("default", ThreadId.New());
    private readonly RunId _run = RunId.New();

    [Fact]
    public async Task A_run_is_one_connected_trace_although_its_steps_run_elsewhere()
    {
        using var recorder = new ActivityRecorder(_thread);
        var run = OpsroomActivity.StartRun(_thread, _run, RunKind.Agent, null, default)!;
        Activity.Current = null;
        await Task.Run(
            () =>
            {
                using var supervisor = OpsroomActivity.StartSupervisor("infrastructure_supervisor", "b1", _thread, _run, run.Context)!;
                using var agent = OpsroomActivity.StartAgent("harness_expert", "b1", 0, _thread, _run, supervisor.Context)!;
                using (OpsroomActivity.StartModelCall("anthropic:claude", "harness_expert", 1))
                {
                }

                using var tool = OpsroomActivity.StartToolCall("create_pipeline", "call-1", "harness_expert", _thread, _run, agent.Context);
            },
            TestContext.Current.CancellationToken);
        run.Stop();

        Assert.Equal(
            ["invoke_workflow devops_root_supervisor", "invoke_agent infrastructure_supervisor", "invoke_agent harness_expert", "chat claude", "execute_tool create_pipeline"],
            recorder.Activities.OrderBy(activity => activity.StartTimeUtc).Select(activity => activity.DisplayName));
        Assert.Single(recorder.Activities.Select(activity => activity.TraceId).Distinct());
        var byId = recorder.Activities.ToDictionary(activity => activity.SpanId);
        Assert.All(recorder.Activities.Where(activity => activity != run), activity => Assert.Contains(activity.ParentSpanId, byId));
        Assert.All(recorder.Activities, activity => Assert.Equal(_thread.Id.Value, activity.GetTagItem("gen_ai.conversation.id")));
    }

    [Fact]
    public void Each_kind_carries_the_names_of_the_conventions()
    {
        using var recorder = new ActivityRecorder(_thread);
        using var run = OpsroomActivity.StartRun(_thread, _run, RunKind.Agent, "harness_expert", default)!;
        using var agent = OpsroomActivity.StartAgent("harness_expert", "b1", 1, _thread, _run, run.Context)!;
        using var call = OpsroomActivity.StartModelCall("anthropic:claude", "harness_expert", 2)!;
        using var tool = OpsroomActivity.StartToolCall("create_pipeline", "call-1", "harness_expert", _thread, _run, agent.Context)!;
        call.SetUsage("anthropic:claude-x", new ModelUsage(100, 40, 7, 0.01m));

        Assert.Equal(("invoke_workflow", "chain"), (run.GetTagItem("gen_ai.operation.name"), run.GetTagItem("langsmith.span.kind")));
        Assert.Equal(_run.Value, run.GetTagItem("opsroom.run.id"));
        Assert.Equal(_thread.Id.Value, run.GetTagItem("langsmith.metadata.thread_id"));
        Assert.Equal(("invoke_agent", "harness_expert"), (agent.GetTagItem("gen_ai.operation.name"), agent.GetTagItem("gen_ai.agent.name")));
        Assert.Equal(("chat", "llm", ActivityKind.Client), (call.GetTagItem("gen_ai.operation.name"), call.GetTagItem("langsmith.span.kind"), call.Kind));
        Assert.Equal(("anthropic", "claude", "claude-x"), (call.GetTagItem("gen_ai.provider.name"), call.GetTagItem("gen_ai.request.model"), call.GetTagItem("gen_ai.response.model")));
        Assert.Equal((100L, 40L, 7L), (call.GetTagItem("gen_ai.usage.input_tokens"), call.GetTagItem("gen_ai.usage.cache_read.input_tokens"), call.GetTagItem("gen_ai.usage.output_tokens")));
        Assert.Equal(("execute_tool", "tool"), (tool.GetTagItem("gen_ai.operation.name"), tool.GetTagItem("langsmith.span.kind")));
        Assert.Equal(("create_pipeline", "call-1"), (tool.GetTagItem("gen_ai.tool.name"), tool.GetTagItem("gen_ai.tool.call.id")));
    }

    [Fact]
    public void A_playbook_is_no_client_and_uses_no_tokens()
    {
        using var recorder = new ActivityRecorder(_thread);
        using var agent = OpsroomActivity.StartAgent("harness_expert", "b1", 0, _thread, _run, default)!;
        using var call = OpsroomActivity.StartModelCall("playbook", "harness_expert", 1)!;
        call.SetUsage("playbook", ModelUsage.None);

        Assert.Equal(ActivityKind.Internal, call.Kind);
        Assert.Equal("playbook", call.GetTagItem("gen_ai.request.model"));
        Assert.Null(call.GetTagItem("gen_ai.usage.input_tokens"));
    }

    [Fact]
    public void A_fault_is_an_error_with_its_code()
    {
        using var recorder = new ActivityRecorder(_thread);
        using var run = OpsroomActivity.StartRun(_thread, _run, RunKind.Tool, "create_pipeline", default)!;
        run.SetOutcome(RunStatus.Failed, new Fault("tool_failed", "It broke."));

        Assert.Equal(ActivityStatusCode.Error, run.Status);
        Assert.Equal("tool_failed", run.GetTagItem("error.type"));
        Assert.Equal("failed", run.GetTagItem("opsroom.run.status"));
    }

    [Fact]
    public void A_run_without_a_parent_begins_a_trace_whatever_surrounds_it()
    {
        using var recorder = new ActivityRecorder(_thread);
        using var surrounding = new Activity("elsewhere").Start();
        using var run = OpsroomActivity.StartRun(_thread, _run, RunKind.Agent, null, default)!;

        Assert.NotEqual(surrounding.TraceId, run.TraceId);
        Assert.Equal(default, run.ParentSpanId);
    }
}
