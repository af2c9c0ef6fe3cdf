namespace Opsroom.Workflow.Routing;

/// <summary>How much each group of features weighs; chosen on folds of the tuning data.</summary>
internal sealed record FeatureWeights(
    float Word, float WordPair, float Characters, float Concept, float ConceptOrder, float ConceptSet, float Syntax, float Context)
{
    public static FeatureWeights Default { get; } = new(1f, 0.6f, 1f, 1.5f, 0.6f, 1f, 0.7f, 1.5f);
}

/// <summary>Where the hash of each kind of feature starts.</summary>
internal static class FeatureSeed
{
    public const uint Edge = 0x51ED270B;
    public const uint Break = 0x1B873593;
    public const uint Word = 0x811C9DC5;
    public const uint Pair = 0x9E3779B1;
    public const uint Skip = 0x85EBCA77;
    public const uint FirstWord = 0xC2B2AE3D;
    public const uint Characters = 0x27D4EB2F;
    public const uint Concept = 0x165667B1;
    public const uint FirstClause = 0xD3A2646C;
    public const uint FirstConcept = 0xFD7046C5;
    public const uint ConceptPair = 0xB55A4F09;
    public const uint ConceptSet = 0x2C1B3C6D;
    public const uint Run = 0x38495AB5;
    public const uint Head = 0xE6546B64;
    public const uint FirstObject = 0xCC9E2D51;
    public const uint HeadPair = 0x561CCD1B;
    public const uint ContextWord = 0x297A2D39;
    public const uint ContextConcept = 0x6C8E9CF5;
    public const uint Always = 0x7FEB352D;
}
