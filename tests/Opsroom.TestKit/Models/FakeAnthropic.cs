using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Opsroom.TestKit.Models;

/// <summary>Speaks Anthropic's Messages API, streamed and not.</summary>
public sealed class FakeAnthropic() : FakeModelServer("/v1/messages")
{
    public override string Address => Root;

    protected override string ErrorEvent =>
        Event(new JsonObject { ["type"] = "error", ["error"] = new JsonObject { ["type"] = "overloaded_error", ["message"] = "Overloaded" } });

    public static async Task<FakeAnthropic> StartNewAsync(CancellationToken cancellationToken)
    {
        var server = new FakeAnthropic();
        await server.StartAsync(cancellationToken);
        return server;
    }

    protected override bool IsAuthorised(HttpRequest request) =>
        (request.Headers.Authorization == $"Bearer {Key}" || request.Headers["x-api-key"] == Key) && request.Headers.ContainsKey("anthropic-version");

    protected override JsonObject ErrorBody(FakeReply.Error error) =>
        new() { ["type"] = "error", ["error"] = new JsonObject { ["type"] = error.Type, ["message"] = error.Message }, ["request_id"] = "req_1" };

    protected override JsonObject Whole(FakeReply.Turn turn, string model)
    {
        JsonArray content = [];
        if (turn.Pieces.Count > 0)
        {
            content.Add(new JsonObject { ["type"] = "text", ["text"] = string.Concat(turn.Pieces) });
        }

        foreach (var call in turn.Calls)
        {
            content.Add(new JsonObject { ["type"] = "tool_use", ["id"] = call.Id, ["name"] = call.Tool, ["input"] = JsonNode.Parse(call.Arguments) });
        }

        var message = Message(turn, model);
        message["content"] = content;
        message["stop_reason"] = StopReason(turn.Finish);
        message["usage"]!["output_tokens"] = turn.Usage.Output;
        return message;
    }

    protected override IEnumerable<(string Event, int? Piece)> Events(FakeReply.Turn turn, string model)
    {
        yield return (Event(new JsonObject { ["type"] = "message_start", ["message"] = Message(turn, model) }), null);
        yield return (Event(new JsonObject { ["type"] = "ping" }), null);
        var block = 0;
        if (turn.Pieces.Count > 0)
        {
            yield return (BlockStart(block, new JsonObject { ["type"] = "text", ["text"] = "" }), null);
            for (var piece = 0; piece < turn.Pieces.Count; piece++)
            {
                yield return (Delta(block, new JsonObject { ["type"] = "text_delta", ["text"] = turn.Pieces[piece] }), piece);
            }

            if (turn.Ending is not FakeEnding.Complete)
            {
                yield break;
            }

            yield return (BlockStop(block++), null);
        }

        foreach (var call in turn.Calls)
        {
            yield return (BlockStart(block, new JsonObject { ["type"] = "tool_use", ["id"] = call.Id, ["name"] = call.Tool, ["input"] = new JsonObject() }), null);
            foreach (var part in Parts(call.Arguments))
            {
                yield return (Delta(block, new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = part }), null);
            }

            yield return (BlockStop(block++), null);
        }

        if (turn.Ending is FakeEnding.Complete)
        {
            yield return (Event(new JsonObject
            {
                ["type"] = "message_delta",
                ["delta"] = new JsonObject { ["stop_reason"] = StopReason(turn.Finish), ["stop_sequence"] = null },
                ["usage"] = new JsonObject { ["output_tokens"] = turn.Usage.Output },
            }), null);
            yield return (Event(new JsonObject { ["type"] = "message_stop" }), null);
        }
    }

    private static JsonObject Message(FakeReply.Turn turn, string model) => new()
    {
        ["id"] = "msg_1",
        ["type"] = "message",
        ["role"] = "assistant",
        ["model"] = model,
        ["content"] = new JsonArray(),
        ["stop_reason"] = null,
        ["stop_sequence"] = null,
        ["usage"] = new JsonObject
        {
            ["input_tokens"] = turn.Usage.Input,
            ["cache_creation_input_tokens"] = turn.Usage.CacheWrite,
            ["cache_read_input_tokens"] = turn.Usage.CacheRead,
            ["output_tokens"] = 1,
        },
    };

    private static string BlockStart(int index, JsonObject block) =>
        Event(new JsonObject { ["type"] = "content_block_start", ["index"] = index, ["content_block"] = block });

    private static string Delta(int index, JsonObject delta) =>
        Event(new JsonObject { ["type"] = "content_block_delta", ["index"] = index, ["delta"] = delta });

    private static string BlockStop(int index) => Event(new JsonObject { ["type"] = "content_block_stop", ["index"] = index });

    private static string Event(JsonObject data) => $"event: {data["type"]}\ndata: {data.ToJsonString()}\n\n";

    private static string StopReason(FakeFinish finish) => finish switch
    {
        FakeFinish.Done => "end_turn",
        FakeFinish.Calls => "tool_use",
        FakeFinish.Length => "max_tokens",
        FakeFinish.Refusal => "refusal",
        _ => throw new ArgumentOutOfRangeException(nameof(finish), finish, null),
    };
}
