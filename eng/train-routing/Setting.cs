using System.Globalization;
using Opsroom.Workflow.Routing;

namespace Opsroom.TrainRouting;

/// <summary>Settings to try on the folds, from the environment; what proved best is the default in the code.</summary>
internal static class Setting
{
    public static float Of(string name, float otherwise) =>
        float.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    public static FeatureWeights Weights
    {
        get
        {
            var best = FeatureWeights.Default;
            return new(
                Of("WORD", best.Word), Of("WORD_PAIR", best.WordPair), Of("CHARACTERS", best.Characters), Of("CONCEPT", best.Concept),
                Of("CONCEPT_ORDER", best.ConceptOrder), Of("CONCEPT_SET", best.ConceptSet), Of("SYNTAX", best.Syntax), Of("CONTEXT", best.Context));
        }
    }
}
