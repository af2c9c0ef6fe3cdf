using System.Globalization;
using System.Text.Json;

namespace Opsroom.Models.Playbooks.Operations.Monitoring;

/// <summary>Numbers as people read them.</summary>
internal static class Amounts
{
    public static double? Number(this JsonElement element, string name) => element.Member(name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;

    public static string Of(double? value, string? unit) => (value, unit) switch
    {
        (null, _) => "–",
        ({ } number, "ratio") => string.Create(CultureInfo.InvariantCulture, $"{number * 100:0.##} %"),
        ({ } number, "s") when Math.Abs(number) < 1 => string.Create(CultureInfo.InvariantCulture, $"{number * 1_000:0.#} ms"),
        ({ } number, "bytes") when Math.Abs(number) >= 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{number / 1024 / 1024:0.#} MiB"),
        ({ } number, null or "") => Plain(number),
        ({ } number, { } word) => $"{Plain(number)} {word}",
    };

    public static string Plain(double number) => Math.Abs(number) is >= 1e15 or (> 0 and < 0.001) ? number.ToString("0.###e0", CultureInfo.InvariantCulture)
        : number.ToString(Math.Abs(number) >= 100 ? "0.#" : "0.###", CultureInfo.InvariantCulture);
}
