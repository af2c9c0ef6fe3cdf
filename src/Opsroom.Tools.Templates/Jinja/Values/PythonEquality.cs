using System.Runtime.CompilerServices;
using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Jinja.Values;

/// <summary>Compares values as Python does: <c>1 == 1.0 == True</c>, lists and tuples item by item.</summary>
internal sealed class PythonEquality : IEqualityComparer<object>
{
    private const int Deepest = 100;

    public static PythonEquality Keys { get; } = new();

    bool IEqualityComparer<object>.Equals(object? x, object? y) => Equal(x, y);

    public int GetHashCode(object obj) => Hash(obj, 0);

    public static bool Equal(object? left, object? right) => Equal(left, right, 0);

    private static bool Equal(object? left, object? right, int depth)
    {
        Bound(depth);
        return (left, right) switch
        {
            (Undefined undefined, _) => IsUndefined(undefined, right),
            (_, Undefined undefined) => IsUndefined(undefined, left),
            (null, _) or (_, null) => left is null && right is null,
            (string a, string b) => string.Equals(a, b, StringComparison.Ordinal),
            (JinjaList a, JinjaList b) => Equal(a.Items, b.Items, depth),
            (JinjaTuple a, JinjaTuple b) => Equal(a.Items, b.Items, depth),
            (JinjaDict a, JinjaDict b) => a.Count == b.Count && a.Pairs.All(pair => b.TryGet(pair.Key, out var other) && Equal(pair.Value, other, depth + 1)),
            _ when Number(left) is { } a && Number(right) is { } b => left is double || right is double ? a.Equals(b) || a == b : Whole(left) == Whole(right),
            _ => ReferenceEquals(left, right),
        };
    }

    /// <summary>Less than 0 where <paramref name="left"/> comes first.</summary>
    public static int Compare(object? left, object? right, int depth = 0)
    {
        Bound(depth);
        switch (left, right)
        {
            case (Undefined undefined, _):
                throw undefined.Fault();
            case (_, Undefined undefined):
                throw undefined.Fault();
            case (string a, string b):
                return CompareByCodePoint(a, b);
            case (JinjaList a, JinjaList b):
                return Compare(a.Items, b.Items, depth);
            case (JinjaTuple a, JinjaTuple b):
                return Compare(a.Items, b.Items, depth);
            default:
                if (Number(left) is { } x && Number(right) is { } y)
                {
                    return left is double || right is double ? x.CompareTo(y) : Whole(left).CompareTo(Whole(right));
                }

                throw new TemplateFault(TemplateFault.Value, $"A {PythonText.TypeOf(left)} and a {PythonText.TypeOf(right)} have no order.");
        }
    }

    /// <summary>The value of a number or a truth value; null for anything else.</summary>
    public static double? Number(object? value) => value switch
    {
        bool flag => flag ? 1 : 0,
        long whole => whole,
        double real => real,
        _ => null,
    };

    private static long Whole(object? value) => value is bool flag ? flag ? 1 : 0 : (long)value!;

    // UTF-16 orders characters beyond the basic plane before some within it; Python does not
    private static int CompareByCodePoint(string a, string b)
    {
        for (var at = 0; at < a.Length && at < b.Length; at++)
        {
            if (a[at] != b[at])
            {
                var isPlain = char.IsSurrogate(a[at]) == char.IsSurrogate(b[at]);
                return isPlain ? a[at].CompareTo(b[at]) : char.IsSurrogate(a[at]) ? 1 : -1;
            }
        }

        return a.Length.CompareTo(b.Length);
    }

    private static bool Equal(IReadOnlyList<object?> left, IReadOnlyList<object?> right, int depth)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        for (var index = 0; index < left.Count; index++)
        {
            if (!Equal(left[index], right[index], depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    private static int Compare(IReadOnlyList<object?> left, IReadOnlyList<object?> right, int depth)
    {
        for (var index = 0; index < left.Count && index < right.Count; index++)
        {
            if (!Equal(left[index], right[index], depth + 1))
            {
                return Compare(left[index], right[index], depth + 1);
            }
        }

        return left.Count.CompareTo(right.Count);
    }

    private static bool IsUndefined(Undefined undefined, object? other)
    {
        undefined.Use();
        return other is Undefined;
    }

    private static int Hash(object? value, int depth)
    {
        Bound(depth);
        return value switch
        {
            null => 0,
            bool flag => (flag ? 1d : 0d).GetHashCode(),
            long whole => ((double)whole).GetHashCode(),
            string text => string.GetHashCode(text, StringComparison.Ordinal),
            JinjaTuple tuple => tuple.Items.Aggregate(17, (hash, item) => HashCode.Combine(hash, Hash(item, depth + 1))),
            double real => real.GetHashCode(),
            Undefined undefined => throw undefined.Fault(),
            _ => RuntimeHelpers.GetHashCode(value),
        };
    }

    private static void Bound(int depth)
    {
        if (depth > Deepest)
        {
            throw new TemplateFault(TemplateFault.Limit, $"A value is nested deeper than {Deepest} levels.");
        }
    }
}
