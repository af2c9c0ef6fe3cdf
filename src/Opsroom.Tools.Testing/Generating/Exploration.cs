using System.Collections.Immutable;
using System.Text.Json;

namespace Opsroom.Tools.Testing.Generating;

/// <summary>What code did when it was run with chosen inputs.</summary>
/// <param name="Cases">Each gave the same twice.</param>
/// <param name="Unstable">How many did not.</param>
/// <param name="Runs">How many inputs were tried.</param>
internal sealed record Exploration(ImmutableArray<ExploredCase> Cases, int Unstable, int Runs)
{
    /// <summary>What a module exports or defines.</summary>
    public ImmutableArray<string> Names { get; init; } = [];

    /// <summary>Of a script: whether it is an ECMAScript module.</summary>
    public bool Module { get; init; }

    /// <summary>Of a script: whether its only export is a function or a class.</summary>
    public bool Single { get; init; }

    /// <summary>Of a script: what its default export is called; empty where it has none.</summary>
    public string Default { get; init; } = "";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <exception cref="JsonException">It is no such file.</exception>
    public static Exploration Read(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<Exploration>(json, Options) ?? new([], 0, 0);
}

/// <param name="Target">The function or type.</param>
internal sealed record ExploredCase(string Target, ImmutableArray<ExploredStep> Steps)
{
    /// <summary>Whether it does something else under another culture.</summary>
    public bool Cultured { get; init; }
}

/// <param name="Code">An expression of the language.</param>
/// <param name="Bind">The name that its value gets; null where it gets none.</param>
/// <param name="Value">An expression that equals what it gave.</param>
/// <param name="Raises">The exception that it ended with.</param>
internal sealed record ExploredStep(string Code, string? Bind, string? Value, string? Raises)
{
    /// <summary>An expression for the message of the exception, where the source itself wrote it.</summary>
    public string? Message { get; init; }

    /// <summary>Parts of what it gave or raised, where the whole has no expression.</summary>
    public ImmutableDictionary<string, string>? Parts { get; init; }

    /// <summary>What changed of the object.</summary>
    public ImmutableDictionary<string, string>? State { get; init; }

    /// <summary>The parameter that the exception names.</summary>
    public string? Param { get; init; }

    public bool Void { get; init; }

    /// <summary>Whether the exception is one of the source.</summary>
    public bool Own { get; init; }

    public bool Async { get; init; }

    /// <summary>The parts in a fixed order, with the name of the value in its place.</summary>
    public IEnumerable<(string Path, string Value)> PartsOf(string name) =>
        (Parts ?? []).OrderBy(part => part.Key, StringComparer.Ordinal).Select(part => (part.Key.Replace("%s", name, StringComparison.Ordinal), part.Value));

    public IEnumerable<(string Path, string Value)> Changes => (State ?? []).OrderBy(part => part.Key, StringComparer.Ordinal).Select(part => (part.Key, part.Value));
}
