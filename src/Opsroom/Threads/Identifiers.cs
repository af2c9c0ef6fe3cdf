using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Opsroom.Threads;

/// <summary>Names one thread within a tenant: a letter or digit, then up to 127 letters, digits, dots, underscores, colons or hyphens.</summary>
public readonly partial record struct ThreadId
{
    /// <summary>The pattern a thread id has to match, as published in the API.</summary>
    public const string Pattern = "^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$";

    private ThreadId(string value) => Value = value;

    public string Value { get; }

    public static ThreadId New() => new("thread-" + Guid.CreateVersion7().ToString("N"));

    public static bool TryParse([NotNullWhen(true)] string? text, out ThreadId id)
    {
        var matches = text is not null && Shape().IsMatch(text);
        id = matches ? new ThreadId(text!) : default;
        return matches;
    }

    public static ThreadId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a thread id; it has to match {Pattern}");

    public override string ToString() => Value;

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}\\z", RegexOptions.None, 1000)]
    private static partial Regex Shape();
}

/// <summary>A thread within its tenant: the key of everything the store holds about it.</summary>
public readonly record struct ThreadKey(string Tenant, ThreadId Id)
{
    /// <summary>The tenant of a server on which no teams are configured.</summary>
    public const string DefaultTenant = "default";

    public override string ToString() => $"{Tenant}/{Id}";
}

/// <summary>Names one run. It sorts by the time of its creation.</summary>
[JsonConverter(typeof(RunIdConverter))]
public readonly record struct RunId(string Value)
{
    public static RunId New() => new("run-" + Guid.CreateVersion7().ToString("N"));

    public override string ToString() => Value;
}

internal sealed class RunIdConverter : JsonConverter<RunId>
{
    public override RunId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, RunId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}

/// <summary>Who asks, decides or commands.</summary>
/// <param name="Id">Stable name, journaled with every run, decision and command.</param>
/// <param name="Tenant">The tenant whose threads the principal may see.</param>
/// <param name="Roles">What the principal may do.</param>
public sealed record Principal(string Id, string Tenant, IReadOnlyList<string> Roles)
{
    /// <summary>Whoever calls from this machine while no authentication is configured: all roles.</summary>
    public static Principal Local { get; } = new("local", ThreadKey.DefaultTenant, ["viewer", "operator", "approver", "admin"]);
}
