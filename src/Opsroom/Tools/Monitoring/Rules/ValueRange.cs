namespace Opsroom.Tools.Monitoring.Rules;

/// <summary>Numbers from one to another.</summary>
/// <param name="HasLow">Whether the lowest is among them.</param>
/// <param name="HasHigh">Whether the highest is among them.</param>
/// <param name="Except">One that is not among them.</param>
internal sealed record ValueRange(double Low, bool HasLow, double High, bool HasHigh, double? Except = null)
{
    /// <summary>The values for which a comparison with a number is true.</summary>
    public static ValueRange Of(string comparison, double number) => comparison switch
    {
        "==" => new(number, true, number, true),
        "!=" => new(double.NegativeInfinity, true, double.PositiveInfinity, true, number),
        ">" => new(number, false, double.PositiveInfinity, true),
        ">=" => new(number, true, double.PositiveInfinity, true),
        "<" => new(double.NegativeInfinity, true, number, false),
        _ => new(double.NegativeInfinity, true, number, true),
    };

    public bool IsEmpty => Low > High || (Low == High && (!HasLow || !HasHigh || Except == Low));

    public bool Meets(ValueRange other)
    {
        var (low, hasLow) = Low > other.Low ? (Low, HasLow) : Low < other.Low ? (other.Low, other.HasLow) : (Low, HasLow && other.HasLow);
        var (high, hasHigh) = High < other.High ? (High, HasHigh) : High > other.High ? (other.High, other.HasHigh) : (High, HasHigh && other.HasHigh);
        return !new ValueRange(low, hasLow, high, hasHigh, Except ?? other.Except).IsEmpty;
    }

    public bool Covers(ValueRange other) =>
        (Low < other.Low || (Low == other.Low && (HasLow || !other.HasLow))) && (High > other.High || (High == other.High && (HasHigh || !other.HasHigh)))
        && (Except is not { } gap || gap < other.Low || gap > other.High);
}
