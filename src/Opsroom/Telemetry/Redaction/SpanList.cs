namespace Opsroom.Telemetry.Redaction;

internal static class SpanList
{
    /// <summary>The spans in order; where two overlap, their union, called as the longer of them is, and of two that are equal as the one that tells its kind itself.</summary>
    public static List<SecretSpan> Merge(List<SecretSpan> spans)
    {
        spans.Sort(static (left, right) => left.Start.CompareTo(right.Start));
        var merged = new List<SecretSpan>(spans.Count);
        foreach (var span in spans)
        {
            if (merged.Count == 0 || span.Start >= merged[^1].End)
            {
                merged.Add(span);
                continue;
            }

            var last = merged[^1];
            var end = Math.Max(last.End, span.End);
            var names = span.Length > last.Length || (span.Length == last.Length && span.IsKnown) ? span : last;
            merged[^1] = new SecretSpan(last.Start, end - last.Start, names.Kind, names.IsKnown);
        }

        return merged;
    }
}
