using System.Collections.Immutable;
using System.Text.Json;

namespace Opsroom.Tools;

/// <summary>One reason why arguments do not fit a tool, as Pydantic v2 would give it.</summary>
/// <param name="Type"><c>missing</c>, <c>string_type</c>, <c>enum</c>, …</param>
/// <param name="Location">Where, inside the arguments; indexes as text.</param>
/// <param name="Message">What is wrong, as a sentence without its full stop.</param>
/// <param name="Input">What was given there; for <c>missing</c>, the object that lacks it.</param>
public sealed record ArgumentProblem(string Type, ImmutableArray<string> Location, string Message, JsonElement? Input)
{
    /// <summary>One sentence for a model or a log: where and what.</summary>
    public override string ToString() => Location.IsEmpty ? Message : $"{string.Join('.', Location)}: {Message}";
}
