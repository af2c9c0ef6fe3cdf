using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Opsroom.Server.Agents;
using Opsroom.Server.Approvals;
using Opsroom.Server.Archives;
using Opsroom.Server.Artifacts;
using Opsroom.Server.Errors;
using Opsroom.Server.Health;
using Opsroom.Server.Hooks;
using Opsroom.Server.Knowledge;
using Opsroom.Server.Policy;
using Opsroom.Server.Runs;
using Opsroom.Server.Threads;
using Opsroom.Server.Tools;
using Opsroom.Server.Usage;
using Opsroom.Server.Workflow;

namespace Opsroom.Server;

/// <summary>The records of the API, written and read without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    MaxDepth = JsonWire.MaxDepth)]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(ProbeReport))]
[JsonSerializable(typeof(AgentList))]
[JsonSerializable(typeof(AgentView))]
[JsonSerializable(typeof(InvokeAnswer))]
[JsonSerializable(typeof(AcceptedAnswer))]
[JsonSerializable(typeof(WorkflowStatus))]
[JsonSerializable(typeof(ThreadList))]
[JsonSerializable(typeof(ThreadView))]
[JsonSerializable(typeof(CancelAnswer))]
[JsonSerializable(typeof(ForkAnswer))]
[JsonSerializable(typeof(ImportAnswer))]
[JsonSerializable(typeof(FileList))]
[JsonSerializable(typeof(ToolList))]
[JsonSerializable(typeof(ToolView))]
[JsonSerializable(typeof(ToolAnswer))]
[JsonSerializable(typeof(DocumentRequest))]
[JsonSerializable(typeof(DocumentView))]
[JsonSerializable(typeof(DocumentList))]
[JsonSerializable(typeof(KnowledgeAnswer))]
[JsonSerializable(typeof(FreezeView))]
[JsonSerializable(typeof(FreezeRequest))]
[JsonSerializable(typeof(AlertmanagerRequest))]
[JsonSerializable(typeof(AlertmanagerAnswer))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(RunRequest))]
[JsonSerializable(typeof(ToolRequest))]
[JsonSerializable(typeof(ApprovalDecision))]
[JsonSerializable(typeof(ApprovalAnswer))]
[JsonSerializable(typeof(ForkRequest))]
[JsonSerializable(typeof(UndoRequest))]
[JsonSerializable(typeof(ApprovalList))]
[JsonSerializable(typeof(EventPage))]
[JsonSerializable(typeof(UsageList))]
[JsonSerializable(typeof(ErrorDetail))]
[JsonSerializable(typeof(ValidationErrors))]
internal sealed partial class WireJson : JsonSerializerContext;
