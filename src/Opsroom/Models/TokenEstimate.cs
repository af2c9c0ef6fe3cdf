using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Opsroom.Threads;

namespace Opsroom.Models;

/// <summary>
/// How many tokens a request may have, without asking its provider: a token for every three bytes of UTF-8, and what providers add for each message and tool.
/// It is meant to be above what they count; English prose has about four bytes to a token, code and JSON a little more than three.
/// </summary>
internal static class TokenEstimate
{
    private const int BytesOfAToken = 3;
    private const int TokensOfAMessage = 8;
    private const int TokensOfATool = 16;

    /// <summary>What telling a model that it has tools takes.</summary>
    private const int TokensOfTools = 400;

    /// <summary>What a call may use at most.</summary>
    public static Reservation Of(ModelRequest request, int maxOutputTokens, ModelPrice? price)
    {
        var input = InputOf(request);
        return new Reservation(input, maxOutputTokens, price is null ? null : Math.Max(
            price.CostOf(input, 0, 0, maxOutputTokens), price.CostOf(input, 0, input, maxOutputTokens)));
    }

    public static long InputOf(ModelRequest request)
    {
        var bytes = request.Messages.Sum(message => message.Contents.Sum(BytesOf)) + request.Tools.Sum(BytesOf) + BytesOf((request.Format as ChatResponseFormatJson)?.Schema);
        return ((bytes + BytesOfAToken - 1) / BytesOfAToken) + (TokensOfAMessage * request.Messages.Count)
            + (request.Tools.Count == 0 ? 0 : TokensOfTools + (TokensOfATool * request.Tools.Count));
    }

    private static long BytesOf(AIContent content) => content switch
    {
        TextContent text => BytesOf(text.Text),
        FunctionCallContent call => BytesOf(call.Name) + BytesOf(call.CallId) + (call.Arguments is { } arguments
            ? JsonSerializer.SerializeToUtf8Bytes(arguments, AIJsonUtilities.DefaultOptions).Length : 0),
        FunctionResultContent { Result: JsonElement json } result => BytesOf(json) + BytesOf(result.CallId),
        FunctionResultContent result => BytesOf(result.Result as string) + BytesOf(result.CallId),
        _ => 0,
    };

    private static long BytesOf(AITool tool) =>
        BytesOf(tool.Name) + BytesOf(tool.Description) + (tool is AIFunctionDeclaration declaration ? BytesOf(declaration.JsonSchema) : 0);

    private static long BytesOf(JsonElement? json) => json is { } value ? BytesOf(value.GetRawText()) : 0;

    private static long BytesOf(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);
}
