using System.Text.Json;
using Opsroom.TestKit.Models;

namespace Opsroom.TestKit.Proofs;

/// <summary>Who asks a model.</summary>
public enum Asker
{
    Root,
    Supervisor,
    Agent,
    Reflection,
}

/// <summary>What a request over Anthropic's wire asks, read from nothing but its body.</summary>
/// <param name="Text">The last question in words.</param>
/// <param name="Turn">How many turns the model has taken since that question.</param>
public sealed record AskedQuestion(Asker Asker, string Text, int Turn)
{
    public static AskedQuestion In(FakeRequest request)
    {
        var messages = request.Body.GetProperty("messages").EnumerateArray().ToList();
        var last = messages.FindLastIndex(message => message.GetProperty("role").GetString() == "user" && WordsOf(message) is not null);
        return new AskedQuestion(
            AskerOf(request.Body), WordsOf(messages[last])!, messages.Skip(last + 1).Count(message => message.GetProperty("role").GetString() == "assistant"));
    }

    /// <summary>Each asks for an answer in a form of its own.</summary>
    private static Asker AskerOf(JsonElement body)
    {
        if (!body.TryGetProperty("output_config", out var output) || !output.TryGetProperty("format", out var format))
        {
            return Asker.Agent;
        }

        var fields = format.GetProperty("schema").GetProperty("properties");
        return fields.TryGetProperty("jobs", out _) ? Asker.Root : fields.TryGetProperty("runner_up", out _) ? Asker.Supervisor : Asker.Reflection;
    }

    private static string? WordsOf(JsonElement message)
    {
        var content = message.GetProperty("content");
        if (content.ValueKind == JsonValueKind.String)
        {
            return content.GetString();
        }

        var words = content.EnumerateArray().Where(block => block.GetProperty("type").GetString() == "text").Select(block => block.GetProperty("text").GetString());
        return words.Any() ? string.Concat(words) : null;
    }
}
