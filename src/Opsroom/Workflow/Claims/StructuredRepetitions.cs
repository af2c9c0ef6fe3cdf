using System.Text.Json.Nodes;

namespace Opsroom.Workflow.Claims;

/// <summary>Takes what repeats a struck claim out of the texts of a JSON document, wherever they stand in it.</summary>
internal static class StructuredRepetitions
{
    private static readonly string[] Evidence = ["evidence", "quote", "source", "location", "sha256", "struck", "conjectures"];

    /// <summary>Whether there was something to take out.</summary>
    public static bool Drop(JsonNode? node, Repetitions repetitions) => node switch
    {
        JsonObject fields => DropFrom(fields, repetitions),
        JsonArray list => DropFrom(list, repetitions),
        _ => false,
    };

    private static bool DropFrom(JsonObject fields, Repetitions repetitions)
    {
        var changed = false;
        foreach (var (name, value) in fields.Where(field => !Evidence.Contains(field.Key, StringComparer.Ordinal)).ToList())
        {
            if (Shortened(value, repetitions) is { } rest)
            {
                fields[name] = rest;
                changed = true;
            }

            changed |= Drop(value, repetitions);
        }

        return changed;
    }

    private static bool DropFrom(JsonArray list, Repetitions repetitions)
    {
        var changed = false;
        for (var index = list.Count - 1; index >= 0; index--)
        {
            if (Shortened(list[index], repetitions) is { } rest)
            {
                changed = true;
                if (rest.Length == 0)
                {
                    list.RemoveAt(index);
                    continue;
                }

                list[index] = rest;
            }

            changed |= Drop(list[index], repetitions);
        }

        return changed;
    }

    /// <summary>What is left of a text that repeats something struck; null where it does not.</summary>
    private static string? Shortened(JsonNode? node, Repetitions repetitions) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) && repetitions.Without(text) is var rest && rest.Length < text.Trim().Length ? rest : null;
}
