namespace Opsroom.Knowledge.Search;

/// <summary>
/// Reciprocal rank fusion (Cormack, Clarke, Büttcher: Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods, SIGIR 2009): several orders of
/// the same things become one, without their scores having to be comparable.
/// </summary>
internal static class RankFusion
{
    private const double K = 60;

    /// <summary>The sum over all orders of 1 / (60 + place), of each thing that stands in one of them.</summary>
    public static Dictionary<long, double> Of(params ReadOnlySpan<IReadOnlyList<long>> orders)
    {
        var sums = new Dictionary<long, double>();
        foreach (var order in orders)
        {
            for (var place = 0; place < order.Count; place++)
            {
                sums[order[place]] = sums.GetValueOrDefault(order[place]) + (1 / (K + place + 1));
            }
        }

        return sums;
    }
}
