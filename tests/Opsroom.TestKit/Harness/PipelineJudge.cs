using Opsroom.Tools.Harness;
using Opsroom.Tools.Harness.Validation;

namespace Opsroom.TestKit.Harness;

/// <summary>What <c>validate_pipeline</c> thinks of a pipeline or a template of Harness.</summary>
public static class PipelineJudge
{
    public static PipelineValidation Judge(string yaml) => new PipelineValidator(500).Validate(yaml);
}
