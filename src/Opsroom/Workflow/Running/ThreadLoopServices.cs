using Microsoft.Extensions.Logging;
using Opsroom.Agents;
using Opsroom.Approvals;
using Opsroom.Models;
using Opsroom.Telemetry;
using Opsroom.Threads;
using Opsroom.Tools;
using Opsroom.Tools.Workspace;
using Opsroom.Workflow.Claims;
using Opsroom.Workflow.Reflection;
using Opsroom.Workflow.Routing;

namespace Opsroom.Workflow.Running;

/// <summary>What runs are made with.</summary>
public sealed record WorkflowParts(
    IStore Store, AgentCatalog Agents, ToolCatalog Tools, IModelCaller Models, IRouter Router, IReflector Reflector, Redactor Redactor, ReadRoots ReadRoots,
    PolicyGate Policy, CallBinding Binding, ValueSealer Sealer,
    TimeProvider Clock, ILoggerFactory Loggers);

/// <summary>What every loop of a process shares.</summary>
internal sealed record ThreadLoopServices(
    IStore Store, Journal Journal, StepPerformer Performer, RunSignals Signals, TimeProvider Clock, ILogger Logger)
{
    public static ThreadLoopServices Of(WorkflowParts parts)
    {
        var logger = parts.Loggers.CreateLogger("Opsroom.Workflow");
        var signals = new RunSignals(logger);
        var performer = new StepPerformer(
            new SupervisorSteps(parts.Router, parts.Agents, parts.Redactor),
            new ModelStep(parts.Models, parts.Agents, parts.Tools, parts.Redactor, new RunResults(parts.Tools), new ClaimCheck(parts.Tools, parts.Store)),
            new ToolStep(
                parts.Tools, new CallAdmission(parts.Tools, parts.Policy, parts.Binding, parts.Clock), parts.Sealer, parts.Redactor, parts.Store, parts.ReadRoots, parts.Clock),
            new ProcedureStep(parts.Tools, parts.Sealer, parts.Redactor, parts.Store, parts.ReadRoots),
            new ApprovalStep(parts.Binding, parts.Clock),
            new ReflectionStep(parts.Reflector, parts.Redactor),
            signals,
            logger);
        return new ThreadLoopServices(parts.Store, new Journal(parts.Redactor, parts.Sealer), performer, signals, parts.Clock, logger);
    }
}
