using System.Text.Json;
using System.Text.Json.Serialization;

namespace Opsroom.Threads;

/// <summary>How events are written: snake_case names, absent instead of null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    MaxDepth = MaxDepth)]
[JsonSerializable(typeof(FileReceived))]
[JsonSerializable(typeof(ThreadForked))]
[JsonSerializable(typeof(ThreadImported))]
[JsonSerializable(typeof(FilesRemoved))]
[JsonSerializable(typeof(ContextCompacted))]
[JsonSerializable(typeof(RunStarted))]
[JsonSerializable(typeof(RunResumed))]
[JsonSerializable(typeof(AttemptAbandoned))]
[JsonSerializable(typeof(StopRequested))]
[JsonSerializable(typeof(RunEnded))]
[JsonSerializable(typeof(SupervisorStarted))]
[JsonSerializable(typeof(PlanDecided))]
[JsonSerializable(typeof(AgentChosen))]
[JsonSerializable(typeof(AgentStarted))]
[JsonSerializable(typeof(ModelRequested))]
[JsonSerializable(typeof(ModelAnswered))]
[JsonSerializable(typeof(ModelFailed))]
[JsonSerializable(typeof(ToolRequested))]
[JsonSerializable(typeof(ToolStarted))]
[JsonSerializable(typeof(ToolFinished))]
[JsonSerializable(typeof(ArtifactWritten))]
[JsonSerializable(typeof(AgentFinished))]
[JsonSerializable(typeof(ReflectionStarted))]
[JsonSerializable(typeof(ReflectionMade))]
[JsonSerializable(typeof(ProcedureMoved))]
[JsonSerializable(typeof(ChangeVerified))]
[JsonSerializable(typeof(OutcomeUnknown))]
[JsonSerializable(typeof(ApprovalAsked))]
[JsonSerializable(typeof(RunPaused))]
[JsonSerializable(typeof(ApprovalDecided))]
[JsonSerializable(typeof(ApprovalExpired))]
[JsonSerializable(typeof(ApprovalVoided))]
[JsonSerializable(typeof(ValuesSealed))]
[JsonSerializable(typeof(BudgetReached))]
[JsonSerializable(typeof(UnknownFields))]
internal sealed partial class ThreadJson : JsonSerializerContext
{
    /// <summary>Above the 64 levels that a request's JSON may have, since events nest it deeper.</summary>
    public const int MaxDepth = 256;
}

/// <summary>Enums by their names in snake_case.</summary>
internal sealed class SnakeCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower)
    where T : struct, Enum;

/// <summary>What can be read of an event whatever its kind.</summary>
internal sealed record UnknownFields(
    [property: JsonPropertyName("v")] int Version, DateTimeOffset At, RunId? RunId, string? Branch, string? Step, int? Attempt = null)
{
    public UnknownEvent ToEvent(string kind) => new(kind) { Version = Version, At = At, RunId = RunId, Branch = Branch, Step = Step };
}
