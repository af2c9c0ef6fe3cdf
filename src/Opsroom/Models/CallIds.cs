using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.AI;

namespace Opsroom.Models;

/// <summary>Keeps the ids of calls apart: some servers count from one in every answer, or give none.</summary>
internal static class CallIds
{
    /// <summary>The same calls, each with an id that stands neither in the conversation nor twice among them.</summary>
    public static ImmutableArray<FunctionCallContent> Unique(ImmutableArray<FunctionCallContent> calls, IReadOnlyList<ChatMessage> messages)
    {
        if (calls.IsEmpty)
        {
            return calls;
        }

        var taken = messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Select(call => call.CallId).ToHashSet(StringComparer.Ordinal);
        return [.. calls.Select(call => taken.Add(call.CallId) && call.CallId.Length > 0 ? call : Rename(call, taken))];
    }

    private static FunctionCallContent Rename(FunctionCallContent call, HashSet<string> taken)
    {
        var stem = call.CallId.Length > 0 ? call.CallId : "call";
        var id = Enumerable.Range(2, int.MaxValue - 2).Select(number => string.Create(CultureInfo.InvariantCulture, $"{stem}-{number}")).First(taken.Add);
        return new FunctionCallContent(id, call.Name, call.Arguments) { Exception = call.Exception };
    }
}
