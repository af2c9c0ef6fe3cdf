using System.Globalization;
using System.Text;
using Opsroom.Tools.CodeGeneration.Clients;
using Opsroom.Tools.CodeGeneration.OpenApi.Checking;
using Opsroom.Tools.CodeGeneration.OpenApi.Reading;
using Opsroom.Tools.CodeGeneration.Types.Naming;

namespace Opsroom.Tools.CodeGeneration.Tests.OpenApi;

/// <summary>Descriptions that would cost without bounds: they end, in a contract or in a finding.</summary>
public sealed class HostileDescriptionTests
{
    public static TheoryData<string, string> Hostile => new()
    {
        { "a chain of references", Schemas(Enumerable.Range(0, 4_000).Select(i => $"S{i}: {{$ref: '#/components/schemas/S{i + 1}'}}").Append("S4000: {type: string}")) },
        { "a tower of allOf", Schemas(Enumerable.Range(1, 2_000).Select(i => $"S{i}: {{allOf: [{{$ref: '#/components/schemas/S{i - 1}'}}], properties: {{p{i}: {{type: string}}}}}}").Prepend("S0: {type: object}")) },
        { "unions of all unions", Schemas(Enumerable.Range(0, 150).Select(i => $"S{i}: {{oneOf: [{string.Join(", ", Enumerable.Range(0, 150).Select(j => $"{{$ref: '#/components/schemas/S{j}'}}"))}]}}")) },
        { "a ring of lists", Schemas(Enumerable.Range(0, 1_000).Select(i => $"S{i}: {{type: array, items: {{$ref: '#/components/schemas/S{(i + 1) % 1_000}'}}}}")) },
        { "more types than are read", Schemas(Enumerable.Range(0, 10_100).Select(i => $"S{i}: {{type: object}}")) },
        { "ninety levels", Schemas([$"S: {string.Concat(Enumerable.Repeat("{type: object, properties: {a: ", 40))}{{type: string}}{string.Concat(Enumerable.Repeat("}}", 40))}"]) },
        { "deeper than is read", Schemas([$"S: {string.Concat(Enumerable.Repeat("{a: ", 200))}1{new string('}', 200)}"]) },
        { "aliases of aliases", "openapi: 3.0.0\nx: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + string.Concat(Enumerable.Range(1, 9).Select(i => $"x{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n")) },
        { "names of a thousand letters", Schemas([$"{new string('n', 1_000)}: {{type: object, properties: {{{new string('p', 900)}: {{type: string}}}}}}"]) },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void It_ends_in_a_contract_or_in_a_finding(string what, string text)
    {
        Assert.NotEmpty(what);
        _ = SpecValidator.Validate(text);
        var reading = ContractReader.Read(text);
        Assert.True(reading.Contract is not null || reading.Notes.Any(note => note.Severity == Severity.Error));
        if (reading.Contract is { } contract)
        {
            foreach (var language in new[] { TargetLanguage.CSharp, TargetLanguage.TypeScript, TargetLanguage.Python })
            {
                Assert.NotEmpty(ClientTools.Write(contract, language, null));
            }
        }
    }

    [Fact]
    public void Ten_megabytes_are_read()
    {
        var text = new StringBuilder("{\"openapi\": \"3.0.0\", \"info\": {\"title\": \"T\", \"version\": \"1\"}, \"paths\": {}, \"components\": {\"schemas\": {");
        for (var i = 0; text.Length < 10_000_000; i++)
        {
            text.Append(i == 0 ? "" : ",\n").Append(CultureInfo.InvariantCulture, $"\"S{i}\": {{\"type\": \"object\", \"description\": \"{new string('d', 2_000)}\", \"properties\": {{\"a\": {{\"type\": \"string\"}}, \"b\": {{\"$ref\": \"#/components/schemas/S{i / 2}\"}}}}}}");
        }

        text.Append("}}}");
        Assert.True(SpecValidator.Validate(text.ToString()).Valid);
        Assert.NotNull(ContractReader.Read(text.ToString()).Contract);
    }

    private static string Schemas(IEnumerable<string> schemas) =>
        "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n" + string.Concat(schemas.Select(schema => $"    {schema}\n"));
}
