using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Opsroom.Tools.Testing.Generating;
using Opsroom.Tools.Testing.Running;
using Opsroom.Tools.Testing.Tests.Running;
using Opsroom.Tools.Testing.Tests.Sandboxing;

namespace Opsroom.Tools.Testing.Tests.Generating;

/// <summary>Contract tests, run against a real server that keeps the contract, against one that breaks it in single ways, and against none.</summary>
public sealed class ContractRunTests : IAsyncLifetime
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <OutputType>Exe</OutputType>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="xunit.v3" Version="4.0.2" />
          </ItemGroup>
        </Project>
        """;

    private const string Good = """{"id": 1, "name": "Rex", "weight": 2.5, "tags": ["brown"], "owner": {"email": null}, "we\"ird\\": "x"}""";

    private static readonly string[] Ways = ["kept", "status", "missing", "type", "element", "media", "nothing"];

    private WebApplication _server = null!;
    private string _address = "";

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.MapGet("/good/{way}", () => Results.Content(Good, "application/json; charset=utf-8"));
        _server.MapGet("/bad/{way}", (string way) => way switch
        {
            "status" => Results.Content(Good, "application/json", statusCode: 203),
            "missing" => Json(Good.Replace("\"name\"", "\"label\"", StringComparison.Ordinal)),
            "type" => Json(Good.Replace("1,", "\"1\",", StringComparison.Ordinal)),
            "element" => Json(Good.Replace("\"brown\"", "3", StringComparison.Ordinal)),
            "media" => Results.Content(Good, "text/html"),
            "nothing" => Json(""),
            _ => Json(Good),
        });
        await _server.StartAsync(TestContext.Current.CancellationToken);
        _address = _server.Urls.First();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("pytest", "python3 -m pytest -q -p no:cacheprovider --junitxml=$RESULTS/pytest.xml", "/usr/lib/python3/dist-packages/pytest/__init__.py")]
    [InlineData("node", "node --test --test-reporter=tap contract.test.mjs", "/usr/bin/node")]
    [InlineData("junit", null, "/usr/share/java/junit-platform-console-standalone.jar")]
    [InlineData("xunit", "dotnet run --project Contract.csproj -- -xml $RESULTS/xunit.xml -noColor", "/usr/bin/env")]
    public async Task What_breaks_the_contract_fails_and_nothing_else(string framework, string? command, string program)
    {
        Bubblewrap.RequireProgram(program);
        using var packages = framework == "xunit" ? await NuGetPackages.OfAsync(Project, TestContext.Current.CancellationToken) : null;
        var workspace = new MemoryWorkspace(("app/nuget.config", "<configuration><packageSources><clear /></packageSources></configuration>"), ("app/Contract.csproj", Project));
        var sandbox = Bubblewrap.Open(options => (options.AllowNetwork, options.PackageFolders, options.MemoryMegabytes, options.DiskMegabytes) = (true, packages is null ? [] : [packages.Folder], 2048, 1024));
        var written = await new GenerateTestsTools(sandbox).GenerateAsync(null, new TextInput(Spec(), null), MemoryWorkspace.Context(workspace), TestContext.Current.CancellationToken, framework, "app");
        Assert.True(written.Value is not null, written.Failure?.Message);

        var good = await RunAsync("/good");
        var bad = await RunAsync("/bad");
        await _server.StopAsync(TestContext.Current.CancellationToken);
        var none = await RunAsync("/good");

        Assert.True((good.Passed, good.Failed, good.Skipped) == (Ways.Length, 0, 1), $"{good.Message}\n{good.Output}");
        Assert.True((bad.Passed, bad.Failed, bad.Skipped) == (1, Ways.Length - 1, 1), $"{bad.Message}\n{bad.Output}");
        Assert.DoesNotContain(bad.Failures, failure => failure.Name.Contains("kept", StringComparison.Ordinal));
        Assert.Contains("status 203 is not documented", Message("status"), StringComparison.Ordinal);
        Assert.Contains("/name is missing", Message("missing"), StringComparison.Ordinal);
        Assert.Contains("/id is string, not integer", Message("type"), StringComparison.Ordinal);
        Assert.Contains("/tags/* is integer, not string", Message("element"), StringComparison.Ordinal);
        Assert.Contains("media type text/html is not documented", Message("media"), StringComparison.Ordinal);
        Assert.Equal((0, Ways.Length, 1), (none.Passed, none.Failed, none.Skipped));
        Assert.All(none.Failures, failure => Assert.Contains("does not answer", failure.Message, StringComparison.Ordinal));

        string Message(string way) => bad.Failures.Single(failure => failure.Name.Replace(' ', '_').Contains($"get_{way}_", StringComparison.Ordinal)).Message;

        async Task<TestRun> RunAsync(string root)
        {
            var line = $"export API_BASE_URL={_address}{root}; {command ?? RunnerChoice.JavaConsole().Command}";
            var answer = await new RunTestsTools(sandbox).RunAsync("app", MemoryWorkspace.Context(workspace), TestContext.Current.CancellationToken, line);
            Assert.True(answer.Value is not null, answer.Failure?.Message);
            return answer.Value;
        }
    }

    [Fact]
    public async Task A_document_that_repeats_itself_without_end_is_refused()
    {
        var text = new StringBuilder("paths:\n  a0: &a0 {x: 1}\n");
        for (var level = 1; level < 12; level++)
        {
            text.Append("  a").Append(level).Append(": &a").Append(level).Append(" {").AppendJoin(", ", Enumerable.Range(0, 9).Select(at => $"m{at}: *a{level - 1}")).Append("}\n");
        }

        var answer = await WriteAsync(text.ToString());

        Assert.Contains("repeats itself", answer.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schemas_that_lead_to_themselves_and_operations_of_any_shape_are_read()
    {
        var members = string.Join(", ", Enumerable.Range(0, 40).Select(at => $$"""m{{at}}: {$ref: "#/components/schemas/Loop"}"""));
        var loops = string.Join(", ", Enumerable.Repeat("{$ref: \"#/components/schemas/Loop\"}", 40));
        var answer = await WriteAsync($$"""
            openapi: 3.0.3
            paths:
              /loop: {get: {responses: {2xx: {content: {application/json: {schema: {$ref: "#/components/schemas/Loop"} } } }, default: {} } } }
              /odd: {get: 5, put: null, parameters: [7], post: {responses: 3} }
              /none: null
            components: {schemas: {Loop: {properties: { {{members}} }, allOf: [{{loops}}], oneOf: [{{loops}}] } } }
            """);

        Assert.Equal(["GET /loop answers 2XX, default", "POST /odd answers (nothing documented)"], answer.Value!.Cases.Select(each => each.Asserts));
    }

    private static Task<ToolResult<GeneratedTests>> WriteAsync(string spec) =>
        new GenerateTestsTools(Bubblewrap.Open()).GenerateAsync(null, new TextInput(spec, null), MemoryWorkspace.Context(new MemoryWorkspace()), TestContext.Current.CancellationToken);

    private static IResult Json(string text) => Results.Content(text, "application/json");

    private static string Spec()
    {
        var text = new StringBuilder("openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\npaths:\n");
        foreach (var way in Ways)
        {
            text.Append("  /").Append(way).Append(":\n    get: {operationId: get_").Append(way).Append(", responses: {200: {$ref: '#/components/responses/Pet'}, 404: {description: none}}}\n");
        }

        return text.Append("""
              /pets:
                post: {operationId: add, requestBody: {content: {}}, responses: {201: {description: added}}}
            components:
              responses:
                Pet: {description: a pet, content: {application/json: {schema: {allOf: [{$ref: '#/components/schemas/Named'}, {$ref: '#/components/schemas/Pet'}]}}}}
              schemas:
                Named: {type: object, required: [name, secret], properties: {name: {type: string}, secret: {type: string, writeOnly: true}}}
                Pet:
                  type: object
                  required: [id]
                  properties:
                    id: {type: integer}
                    weight: {type: number}
                    tags: {type: array, items: {type: string}}
                    owner: {type: object, required: [email], properties: {email: {type: string, nullable: true}}}
                    'we"ird\': {type: string}
            """).ToString();
    }
}
