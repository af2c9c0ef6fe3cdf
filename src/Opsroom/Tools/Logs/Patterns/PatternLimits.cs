namespace Opsroom.Tools.Logs.Patterns;

/// <summary>How much patterns may take: together about 20 MB, whatever the log holds.</summary>
/// <param name="MostPatterns">Half of them are kept for warnings and errors, so that chatter cannot fill all. What finds no room is counted as the rest of its level.</param>
/// <param name="BucketSeconds">How long a bucket is at first; a pattern that comes to have more than <paramref name="MostBuckets"/> has them doubled.</param>
/// <param name="Similarity">The share of words that have to be equal for an entry to be of a pattern.</param>
internal sealed record PatternLimits(int MostPatterns = 2_000, int BucketSeconds = 10, int MostBuckets = 720, double Similarity = 0.6)
{
    /// <summary>First words that are told apart among messages of one length and level.</summary>
    public int MostFirstWords { get; init; } = 128;

    /// <summary>Patterns of one length, level and first word; where there are so many the nearest takes what fits none.</summary>
    public int MostAlike { get; init; } = 32;

    /// <summary>Messages whose pattern is known without a search.</summary>
    public int MostKnown { get; init; } = 65_536;
}
