using System.Globalization;

namespace Opsroom.Tools.Kubernetes.Objects;

/// <summary>An amount as Kubernetes writes it (<c>250m</c>, <c>1.5</c>, <c>512Mi</c>, <c>2e3</c>), in base units: cores, bytes, pieces.</summary>
/// <remarks>The grammar is that of <c>k8s.io/apimachinery/pkg/api/resource.Quantity</c>.</remarks>
internal readonly record struct Quantity(decimal Value) : IComparable<Quantity>
{
    /// <summary>2⁶³, the most that Kubernetes itself keeps exactly; sums of a whole cluster still fit the type.</summary>
    private const decimal Largest = 9223372036854775808m;

    private static readonly (string Suffix, decimal Factor)[] Suffixes =
    [
        ("Ki", 1024m), ("Mi", 1048576m), ("Gi", 1073741824m), ("Ti", 1099511627776m), ("Pi", 1125899906842624m), ("Ei", 1152921504606846976m),
        ("n", 0.000000001m), ("u", 0.000001m), ("m", 0.001m), ("k", 1e3m), ("M", 1e6m), ("G", 1e9m), ("T", 1e12m), ("P", 1e15m), ("E", 1e18m),
    ];

    /// <summary>Null for what is not a quantity, or is beyond what a cluster could hold.</summary>
    public static Quantity? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > 40)
        {
            return null;
        }

        foreach (var (suffix, factor) in Suffixes)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal))
            {
                return Number(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.None) is { } amount ? Times(amount, factor) : null;
            }
        }

        return Number(text, NumberStyles.AllowExponent) is { } plain ? Times(plain, 1m) : null;
    }

    public int CompareTo(Quantity other) => Value.CompareTo(other.Value);

    public static bool operator <(Quantity left, Quantity right) => left.Value < right.Value;

    public static bool operator >(Quantity left, Quantity right) => left.Value > right.Value;

    public static bool operator <=(Quantity left, Quantity right) => left.Value <= right.Value;

    public static bool operator >=(Quantity left, Quantity right) => left.Value >= right.Value;

    public static Quantity operator +(Quantity left, Quantity right) => new(left.Value + right.Value);

    public static Quantity operator -(Quantity left, Quantity right) => new(left.Value - right.Value);

    private static decimal? Number(ReadOnlySpan<char> text, NumberStyles more) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | more, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static Quantity? Times(decimal amount, decimal factor) => Math.Abs(amount) > Largest / factor ? null : new(amount * factor);
}
