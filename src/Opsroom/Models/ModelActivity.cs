using System.Diagnostics;

namespace Opsroom.Models;

/// <summary>The span of one attempt at a model, by OpenTelemetry's names for generative AI. The SDKs' own spans are off: tokens are counted here and nowhere else.</summary>
internal static class ModelActivity
{
    private static readonly ActivitySource Source = new("Opsroom");

    public static Activity? Start(ModelEndpoint endpoint, string agent, int maxTokens)
    {
        var model = ModelName.Parse(endpoint.Name).Name ?? endpoint.Name;
        var activity = Source.StartActivity($"chat {model}", ActivityKind.Client);
        return activity?
            .SetTag("gen_ai.operation.name", "chat")
            .SetTag("gen_ai.provider.name", endpoint.Provider?.TelemetryName ?? ModelName.Parse(endpoint.Name).Provider)
            .SetTag("gen_ai.request.model", model)
            .SetTag("gen_ai.request.max_tokens", maxTokens)
            .SetTag("gen_ai.agent.name", agent);
    }

    public static void End(Activity? activity, AttemptResult result)
    {
        if (activity is null)
        {
            return;
        }

        if (result.Failure is { } failure)
        {
            activity.SetTag("error.type", failure.Reason).SetStatus(ActivityStatusCode.Error, failure.Detail);
            return;
        }

        var turn = result.Turn!;
        activity
            .SetTag("gen_ai.response.model", turn.ResponseModel)
            .SetTag("gen_ai.response.finish_reasons", new[] { turn.Truncated ? "length" : turn.Calls.IsEmpty ? "stop" : "tool_calls" })
            .SetTag("gen_ai.usage.input_tokens", turn.Usage.InputTokens)
            .SetTag("gen_ai.usage.output_tokens", turn.Usage.OutputTokens);
    }
}
