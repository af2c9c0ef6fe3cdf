using Opsroom.Tools.Harness.JsonSchemas;
using Opsroom.Tools.Harness.Validation;

namespace Opsroom.Tools.Harness.Api;

/// <summary>The tools that talk to Harness, over one connection.</summary>
internal static class HarnessApi
{
    private const int MostFindings = 100;

    public static IReadOnlyList<object> CreateTools(HarnessOptions options, TimeProvider time)
    {
        var client = new HarnessClient(options, time);
        var validator = new PipelineValidator(MostFindings, options.SchemaPath is null ? null : new SchemaFile(options.SchemaPath));
        return [new HarnessPushTools(client, options, validator), new HarnessReadTools(client, options, time), new HarnessRunTools(client)];
    }
}
