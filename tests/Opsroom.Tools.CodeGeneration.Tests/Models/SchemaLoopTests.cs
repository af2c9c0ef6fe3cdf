using Opsroom.Tools.CodeGeneration.Models;
using Opsroom.Tools.CodeGeneration.Sources;

namespace Opsroom.Tools.CodeGeneration.Tests.Models;

public sealed class SchemaLoopTests
{
    [Fact]
    public void A_schema_that_is_nothing_but_itself_is_refused_with_its_line()
    {
        var reading = ModelTools.Read("{\"type\": \"object\",\n \"definitions\": {\n  \"loop\": {\"$ref\": \"#/definitions/loop\"}}}", SchemaFormat.JsonSchema, "Order");
        Assert.Null(reading.Contract);
        Assert.Contains(reading.Notes, note => note is { Rule: "reference-loop", Severity: Severity.Error, Line: 3 });
    }
}
