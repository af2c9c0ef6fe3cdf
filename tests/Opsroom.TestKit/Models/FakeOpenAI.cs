using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Opsroom.TestKit.Models;

/// <summary>Speaks OpenAI's chat completions API, streamed and not.</summary>
public sealed class FakeOpenAI() : FakeModelServer("/v1/chat/completions")
{
    public override string Address => Root + "/v1";

    /// <summary>Whether it answers without a credential, as servers on one's own machine do.</summary>
    public bool IsOpen { get; init; }

    protected override string ErrorEvent =>
        Event(new JsonObject { ["error"] = new JsonObject { ["type"] = "server_error", ["code"] = null, ["message"] = "The server had an error" } });

    public static async Task<FakeOpenAI> StartNewAsync(CancellationToken cancellationToken)
    {
        var server = new FakeOpenAI();
        await server.StartAsync(cancellationToken);
        return server;
    }

    protected override bool IsAuthorised(HttpRequest request) => IsOpen || request.Headers.Authorization == $"Bearer {Key}";

    protected override JsonObject ErrorBody(FakeReply.Error error) =>
        new() { ["error"] = new JsonObject { ["message"] = error.Message, ["type"] = "invalid_request_error", ["param"] = null, ["code"] = error.Type } };

    protected override JsonObject Whole(FakeReply.Turn turn, string model)
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = string.Concat(turn.Pieces), ["refusal"] = null };
        if (turn.Finish is FakeFinish.Refusal)
        {
            (message["content"], message["refusal"]) = (null, message["content"]?.DeepClone());
        }

        if (turn.Calls.Count > 0)
        {
            message["tool_calls"] = new JsonArray([.. turn.Calls.Select(call => Call(call.Id, call.Tool, call.Arguments))]);
        }

        var whole = Envelope("chat.completion", model, new JsonObject { ["index"] = 0, ["message"] = message, ["finish_reason"] = FinishReason(turn.Finish) });
        whole["usage"] = Usage(turn.Usage);
        return whole;
    }

    protected override IEnumerable<(string Event, int? Piece)> Events(FakeReply.Turn turn, string model)
    {
        string Chunk(JsonObject delta, string? finish = null) =>
            Event(Envelope("chat.completion.chunk", model, new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finish }));

        yield return (Chunk(new JsonObject { ["role"] = "assistant", ["content"] = "" }), null);
        var field = turn.Finish is FakeFinish.Refusal ? "refusal" : "content";
        for (var piece = 0; piece < turn.Pieces.Count; piece++)
        {
            yield return (Chunk(new JsonObject { [field] = turn.Pieces[piece] }), piece);
        }

        if (turn.Ending is not FakeEnding.Complete)
        {
            yield break;
        }

        for (var index = 0; index < turn.Calls.Count; index++)
        {
            var call = turn.Calls[index];
            var first = Call(call.Id, call.Tool, "");
            first["index"] = index;
            yield return (Chunk(new JsonObject { ["tool_calls"] = new JsonArray(first) }), null);
            foreach (var part in Parts(call.Arguments))
            {
                var more = new JsonObject { ["index"] = index, ["function"] = new JsonObject { ["arguments"] = part } };
                yield return (Chunk(new JsonObject { ["tool_calls"] = new JsonArray(more) }), null);
            }
        }

        yield return (Chunk([], FinishReason(turn.Finish)), null);
        var end = Envelope("chat.completion.chunk", model);
        end["usage"] = Usage(turn.Usage);
        yield return (Event(end), null);
        yield return ("data: [DONE]\n\n", null);
    }

    private static JsonObject Envelope(string kind, string model, params JsonNode[] choices) => new()
    {
        ["id"] = "chatcmpl-1",
        ["object"] = kind,
        ["created"] = 1_893_456_000,
        ["model"] = model,
        ["choices"] = new JsonArray(choices),
    };

    private static JsonObject Call(string id, string tool, string arguments) =>
        new() { ["id"] = id, ["type"] = "function", ["function"] = new JsonObject { ["name"] = tool, ["arguments"] = arguments } };

    private static JsonObject Usage(FakeUsage usage)
    {
        var prompt = usage.Input + usage.CacheRead + usage.CacheWrite;
        return new JsonObject
        {
            ["prompt_tokens"] = prompt,
            ["completion_tokens"] = usage.Output,
            ["total_tokens"] = prompt + usage.Output,
            ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = usage.CacheRead },
        };
    }

    private static string Event(JsonObject data) => $"data: {data.ToJsonString()}\n\n";

    private static string FinishReason(FakeFinish finish) => finish switch
    {
        FakeFinish.Done or FakeFinish.Refusal => "stop",
        FakeFinish.Calls => "tool_calls",
        FakeFinish.Length => "length",
        _ => throw new ArgumentOutOfRangeException(nameof(finish), finish, null),
    };
}
