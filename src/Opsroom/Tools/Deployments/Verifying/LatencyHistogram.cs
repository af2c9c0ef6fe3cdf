using System.Collections.Immutable;

namespace Opsroom.Tools.Deployments.Verifying;

/// <summary>How many requests took at most how long.</summary>
/// <param name="Buckets">By their upper bounds in seconds, ascending and cumulative; the last is infinite.</param>
internal sealed record LatencyHistogram(ImmutableArray<(double Bound, double Count)> Buckets)
{
    public double Requests => Buckets.IsEmpty ? 0 : Buckets[^1].Count;

    /// <summary>Made of pairs in any order; counts that fall where they should not, as they do between two scrapes, are raised.</summary>
    public static LatencyHistogram Of(IEnumerable<(double Bound, double Count)> buckets)
    {
        var most = 0.0;
        return new([.. buckets.Where(bucket => !double.IsNaN(bucket.Count)).OrderBy(bucket => bucket.Bound).Select(bucket => (bucket.Bound, most = Math.Max(most, bucket.Count)))]);
    }

    /// <summary>As <c>histogram_quantile</c> has it: evenly spread within a bucket, and the bound of the last finite one for what is beyond.</summary>
    public double? Quantile(double share)
    {
        if (Requests <= 0 || Buckets.Length < 2)
        {
            return null;
        }

        var rank = share * Requests;
        var at = 0;
        while (at < Buckets.Length - 1 && Buckets[at].Count < rank)
        {
            at++;
        }

        if (at == Buckets.Length - 1)
        {
            return Buckets[^2].Bound;
        }

        var (below, from) = at == 0 ? (0.0, 0.0) : (Buckets[at - 1].Count, Buckets[at - 1].Bound);
        var inside = Buckets[at].Count - below;
        return inside <= 0 ? Buckets[at].Bound : from + ((Buckets[at].Bound - from) * ((rank - below) / inside));
    }

    /// <summary>The smallest bound that is not below a time.</summary>
    public double BoundFrom(double seconds) => Buckets.Where(bucket => bucket.Bound >= seconds).Select(bucket => bucket.Bound).FirstOrDefault(double.PositiveInfinity);

    /// <summary>How many took longer than a bound; null where it is none of the bounds.</summary>
    public double? Slower(double bound) =>
        Buckets.Where(bucket => Math.Abs(bucket.Bound - bound) <= bound * 1e-9).Select(bucket => (double?)(Requests - bucket.Count)).FirstOrDefault();
}
