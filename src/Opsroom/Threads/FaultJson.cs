using System.Text.Json;
using System.Text.Json.Nodes;

namespace Opsroom.Threads;

/// <summary>How a failed tool call looks as a result.</summary>
public static class FaultJson
{
    /// <summary><c>{"message","error":{"code","message","retryable","setting"?}}</c>.</summary>
    public static JsonElement Of(Fault fault) =>
        JsonSerializer.SerializeToElement(new JsonObject { ["message"] = fault.Message, ["error"] = ErrorOf(fault) });

    /// <summary><c>{"code","message","retryable","setting"?}</c>.</summary>
    public static JsonObject ErrorOf(Fault fault)
    {
        var error = new JsonObject { ["code"] = fault.Code, ["message"] = fault.Message, ["retryable"] = fault.Retryable };
        if (fault.Setting is not null)
        {
            error["setting"] = fault.Setting;
        }

        return error;
    }
}
