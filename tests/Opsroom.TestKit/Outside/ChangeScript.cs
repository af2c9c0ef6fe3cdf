using System.Text.Json;
using Microsoft.Extensions.AI;
using Opsroom.TestKit.Models;

namespace Opsroom.TestKit.Outside;

/// <summary>
/// A model's part in a run with two gates, each with calls that need nobody and calls that do: it follows from the messages alone. The task names the objects:
/// <c>run1</c> works on <c>run1-a</c> to <c>run1-e</c>.
/// </summary>
public static class ChangeScript
{
    /// <summary>The agent that has the tools.</summary>
    public const string Agent = "outside_agent";

    /// <summary>Its definition, for the directory of the operator's agents.</summary>
    public const string Definition = $"""
        ---
        name: {Agent}
        team: operations_supervisor
        description: Changes things in the system outside.
        tools: [{OutsideTools.Names}]
        ---
        You change things in the system outside, one at a time.
        """;

    /// <summary>What the last turn says.</summary>
    public const string Farewell = "All that was allowed is done.";

    /// <summary>A reflection that finds nothing wrong.</summary>
    public const string Verdict = """{"quality":1,"completeness":1,"findings":[],"remediation":null}""";

    private const string TaskOpening = "Change ";
    private const string LoginOpening = "Log in to ";

    /// <summary>The objects that a run works on.</summary>
    public static IReadOnlyList<string> ObjectsOf(string run) => [.. "abcde".Select(letter => $"{run}-{letter}")];

    public static string TaskOf(string run) => $"{TaskOpening}{run} as agreed.";

    /// <summary>A task that hands a password over; the agent passes on what it was shown in its place.</summary>
    public static string LoginTask(string name, string password) => $"{LoginOpening}{name} using password={password}";

    public static ScriptedTurn Answer(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        if (options?.ResponseFormat is ChatResponseFormatJson)
        {
            return ScriptedTurn.Say(Verdict);
        }

        var asked = LastQuestion(messages);
        var words = messages[asked].Text;
        if (words.IndexOf(LoginOpening, StringComparison.Ordinal) is >= 0 and var login)
        {
            return Login(words[(login + LoginOpening.Length)..].Split(' ', '\n'), messages.Count - asked - 1);
        }

        var start = words.IndexOf(TaskOpening, StringComparison.Ordinal) + TaskOpening.Length;
        var run = words[start..words.IndexOf(' ', start)];
        return messages.Skip(asked + 1).Count(message => message.Role == ChatRole.Assistant) switch
        {
            0 => ScriptedTurn.Call(
                ("c1", "outside_read", $$"""{"name":"{{run}}-a"}"""),
                ("c2", "outside_set", $$"""{"name":"{{run}}-a","value":"a of {{run}}"}"""),
                ("c3", "outside_delete", $$"""{"name":"{{run}}-b"}""")),
            1 => ScriptedTurn.Call(
                ("c4", "outside_nudge", $$"""{"name":"{{run}}-c","value":"c of {{run}}"}"""),
                ("c5", "workspace_write", $$"""{"path":"{{run}}.md","content":"half way"}"""),
                ("c6", "outside_set", $$"""{"name":"{{run}}-d","value":"d of {{run}}"}""")),
            2 => ScriptedTurn.Call(("c7", "outside_read", $$"""{"name":"{{run}}-d"}""")),
            _ => ScriptedTurn.Say(Farewell),
        };
    }

    /// <summary>The place of the last message in words that a person wrote.</summary>
    public static int LastQuestion(IReadOnlyList<ChatMessage> messages) =>
        messages.Select((message, index) => (message, index)).Last(pair => pair.message.Role == ChatRole.User && pair.message.Text.Length > 0).index;

    private static ScriptedTurn Login(string[] words, int answered) => answered == 0
        ? ScriptedTurn.Call(("l1", "outside_login", JsonSerializer.Serialize(new { name = words[0], password = words[2]["password=".Length..] })))
        : ScriptedTurn.Say(Farewell);
}
