using System.Text.Json;

namespace Opsroom.Threads;

/// <summary>How run statuses and kinds are written, in databases as on the wire.</summary>
public static class RunNames
{
    private static readonly string[] Statuses = NamesOf<RunStatus>();
    private static readonly string[] Kinds = NamesOf<RunKind>();

    public static string? Of(RunStatus? status) => status is { } known ? Statuses[(int)known] : null;

    public static string? Of(RunKind? kind) => kind is { } known ? Kinds[(int)known] : null;

    public static RunStatus? StatusOf(string? name) => name is null ? null : (RunStatus)IndexOf(Statuses, name);

    public static RunKind? KindOf(string? name) => name is null ? null : (RunKind)IndexOf(Kinds, name);

    private static int IndexOf(string[] names, string name)
    {
        var index = Array.IndexOf(names, name);
        return index >= 0 ? index : throw new InvalidDataException($"The database holds '{name}', which this version does not know.");
    }

    private static string[] NamesOf<TEnum>()
        where TEnum : struct, Enum =>
        [.. Enum.GetNames<TEnum>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];
}
