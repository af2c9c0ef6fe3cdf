using System.Collections.Frozen;
using System.Collections.Immutable;
using static Opsroom.Tools.Prometheus.PromQl.PromQlType;

namespace Opsroom.Tools.Prometheus.PromQl;

/// <summary>A function of the language, of all versions from 2.42 on.</summary>
/// <param name="Least">How many arguments it needs.</param>
/// <param name="Most">How many it takes; null for any number.</param>
/// <param name="Arguments">Their types; the last is that of all further ones.</param>
internal sealed record PromQlFunction(string Name, PromQlType Returns, int Least, int? Most, ImmutableArray<PromQlType> Arguments)
{
    public static FrozenDictionary<string, PromQlFunction> All { get; } = Known().ToFrozenDictionary(function => function.Name, StringComparer.Ordinal);

    private static IEnumerable<PromQlFunction> Known()
    {
        foreach (var name in Words("abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_avg histogram_count histogram_stddev histogram_stdvar histogram_sum "
            + "ln log10 log2 rad sgn sin sinh sort sort_desc sqrt tan tanh timestamp"))
        {
            yield return Of(name, Vector, Vector);
        }

        foreach (var name in Words("absent_over_time avg_over_time changes count_over_time delta deriv first_over_time idelta increase irate last_over_time mad_over_time max_over_time min_over_time "
            + "present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time"))
        {
            yield return Of(name, Vector, Matrix);
        }

        foreach (var name in Words("day_of_month day_of_week day_of_year days_in_month hour minute month year"))
        {
            yield return new(name, Vector, 0, 1, [Vector]);
        }

        yield return Of("clamp", Vector, Vector, Scalar, Scalar);
        yield return Of("clamp_max", Vector, Vector, Scalar);
        yield return Of("clamp_min", Vector, Vector, Scalar);
        yield return Of("double_exponential_smoothing", Vector, Matrix, Scalar, Scalar);
        yield return Of("holt_winters", Vector, Matrix, Scalar, Scalar);
        yield return Of("histogram_fraction", Vector, Scalar, Scalar, Vector);
        yield return Of("histogram_quantile", Vector, Scalar, Vector);
        yield return new("info", Vector, 1, 2, [Vector, Vector]);
        yield return new("label_join", Vector, 3, null, [Vector, Text, Text, Text]);
        yield return Of("label_replace", Vector, Vector, Text, Text, Text, Text);
        yield return Of("pi", Scalar);
        yield return Of("predict_linear", Vector, Matrix, Scalar);
        yield return Of("quantile_over_time", Vector, Scalar, Matrix);
        yield return new("round", Vector, 1, 2, [Vector, Scalar]);
        yield return Of("scalar", Scalar, Vector);
        yield return new("sort_by_label", Vector, 1, null, [Vector, Text]);
        yield return new("sort_by_label_desc", Vector, 1, null, [Vector, Text]);
        yield return Of("time", Scalar);
        yield return Of("vector", Vector, Scalar);
    }

    private static PromQlFunction Of(string name, PromQlType returns, params ImmutableArray<PromQlType> arguments) => new(name, returns, arguments.Length, arguments.Length, arguments);

    private static string[] Words(string names) => names.Split(' ');
}
