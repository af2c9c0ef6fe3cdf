using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Opsroom.Tools.Monitoring.Objectives;

/// <summary>A share of requests that has to be good, in the ways in which people write it.</summary>
internal sealed record SloTarget(double Share)
{
    private const double Least = 0.5;
    private const double Most = 0.999999;

    /// <summary>0.999, 99.9, <c>"99.9%"</c> and <c>"99,9 %"</c> are the same.</summary>
    public static ToolResult<SloTarget> Read(JsonNode? node, string argument)
    {
        var text = (node switch
        {
            JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
            JsonValue value when value.GetValueKind() == JsonValueKind.Number => value.ToJsonString(),
            _ => "",
        }).Trim();
        var number = text.TrimEnd('%').TrimEnd().Replace(',', '.');
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var given))
        {
            return ToolFailure.InvalidArgument($"{argument} is '{OutsideText.OneLine(text, 40)}': give the share of requests that has to be good, as 0.999 or 99.9%.");
        }

        // a share of 1 or less can hardly be meant in percent
        var share = text.EndsWith('%') || given > 1 ? given / 100 : given;
        return share switch
        {
            >= 1 and < 1.0000001 => ToolFailure.InvalidArgument($"{argument} is 100 %: that leaves no error budget, and every failure would miss it. Give less, as 0.999."),
            < Least or > Most or double.NaN => ToolFailure.InvalidArgument($"{argument} is '{OutsideText.OneLine(text, 40)}': give the share of requests that has to be good, from 0.5 to 0.999999, as 0.999 or 99.9%."),
            _ => new SloTarget(Math.Round(share, 9)),
        };
    }
}
