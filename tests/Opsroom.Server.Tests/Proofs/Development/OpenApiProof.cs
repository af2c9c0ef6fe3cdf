using Opsroom.Server.Tests.Proofs.Approvals;
using Opsroom.TestKit.Server;

namespace Opsroom.Server.Tests.Proofs.Development;

/// <summary>API documents that are right are accepted with what is in them, and those that are not are found fault with where they are wrong.</summary>
public sealed class OpenApiProof(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Documents =>
        [.. Directory.EnumerateFiles(DevelopmentCase.Folder("specs"), "*.expected.yaml").Select(path => Path.GetFileName(path).Replace(".expected.yaml", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task A_document_is_judged_as_it_deserves(string name)
    {
        using var client = new ApprovalClient(fixture.Server.Address);
        var expected = DevelopmentCase.Of(DevelopmentCase.Folder("specs"), name + ".expected.yaml").Single();
        var answer = await client.CallAsync("validate_openapi", new { spec_content = await ReadAsync(name) }, "specs", Cancelled);
        var result = Found.Result(answer);
        var found = Found.ListOf(answer.Body);
        Assert.True((bool)result["valid"]! == (bool)expected.Expected["valid"]!, string.Join(' ', found));
        Assert.All(expected.List("findings"), fault =>
            Assert.True(found.Any(one => one.Severity == (string)fault["severity"]! && fault["lines"]!.AsArray().Any(line => (int)line! == one.Line)), $"{fault["danger"]}; found {string.Join(' ', found)}"));
        if (expected.Expected["valid"]!.GetValue<bool>())
        {
            Assert.Equal((int)expected.Expected["operations"]!, (int)result["operations"]!);
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Nothing_is_generated_from_what_is_refused(string name)
    {
        var expected = DevelopmentCase.Of(DevelopmentCase.Folder("specs"), name + ".expected.yaml").Single();
        Assert.SkipWhen((bool)expected.Expected["valid"]!, "this one is right");
        using var client = new ApprovalClient(fixture.Server.Address);
        var answer = await client.CallAsync("generate_api_client", new { spec_content = await ReadAsync(name), language = "typescript", output_path = "client" }, $"refuse-{name}", Cancelled);
        Assert.True(answer.Status == "error" && answer.Fault == "invalid_argument", answer.ToString());
    }

    private static Task<string> ReadAsync(string name) =>
        File.ReadAllTextAsync(Directory.EnumerateFiles(DevelopmentCase.Folder("specs"), name + ".*").Single(path => !path.EndsWith(".expected.yaml", StringComparison.Ordinal)), Cancelled);
}
