using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Opsroom.Models;

/// <summary>Results of tools as the text that a model reads. The adapters would indent them, which costs tokens.</summary>
internal static class ExactResult
{
    /// <summary>The same result, its JSON as it stands.</summary>
    public static AIContent Of(AIContent content) => content is FunctionResultContent { Result: JsonElement json } result
        ? new FunctionResultContent(result.CallId, json.GetRawText()) { Exception = result.Exception, AdditionalProperties = result.AdditionalProperties }
        : content;
}
