using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Opsroom.Models;
using Opsroom.Models.Playbooks;

namespace Opsroom.Tests.Models;

/// <summary>Short ways to make the requests and the callers that these tests share.</summary>
internal static class ModelCalls
{
    public static ModelRequest Request(
        string task = "Make a pipeline", string agent = "harness_expert", IReadOnlyList<AITool>? tools = null, ChatResponseFormat? format = null, bool mayFallBack = true) =>
        new(agent, [new ChatMessage(ChatRole.System, "You are careful."), Ask(task)], tools ?? [], format, mayFallBack, FirstAttempt: 1);

    public static ChatMessage Ask(string task, string? remediation = null) => new(ChatRole.User, task)
    {
        AdditionalProperties = new AdditionalPropertiesDictionary { [PlaybookBrief.MessageKey] = new PlaybookBrief(task, null, remediation, [], []) },
    };

    public static ModelCaller Caller(ModelCatalog catalog, TimeProvider time) => new(catalog, time, NullLogger<ModelCaller>.Instance);
}
