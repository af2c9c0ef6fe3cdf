using System.Net;
using System.Text.Json;
using Opsroom.TestKit.Server;

namespace Opsroom.Server.Tests.Tools;

public sealed class ToolsTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Every_tool_is_listed_with_its_schemas_and_an_example()
    {
        var (_, body) = await server.GetAsync("/tools");
        var tools = body.GetProperty("items").EnumerateArray().ToList();
        Assert.NotEmpty(tools);
        Assert.All(tools, tool =>
        {
            Assert.NotEmpty(tool.GetProperty("description").GetString()!);
            Assert.Contains(tool.GetProperty("effect").GetString(), new[] { "read", "write", "change", "destroy" });
            Assert.Equal("object", tool.GetProperty("arguments_schema").GetProperty("type").GetString());
            Assert.Equal(JsonValueKind.Object, tool.GetProperty("result_schema").ValueKind);
            Assert.Equal(JsonValueKind.Object, tool.GetProperty("example").ValueKind);
        });
        var (_, one) = await server.GetAsync("/tools/validate_pipeline");
        Assert.Equal("validate_pipeline", one.GetProperty("name").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync("/tools/none")).Response.StatusCode);
    }

    [Fact]
    public async Task A_tool_runs_directly_and_writes_into_its_thread()
    {
        var (response, body) = await server.PostAsync(
            "/tools/workspace_write/invoke", """{"arguments":{"path":"a.txt","content":"hello\u0000"},"thread_id":"direct"}""");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("success", body.GetProperty("status").GetString());
        Assert.Equal("direct", body.GetProperty("thread_id").GetString());
        Assert.True(body.GetProperty("execution_time").GetDouble() >= 0);
        Assert.Equal("hello\0", await server.Client.GetStringAsync("/threads/direct/artifacts/a.txt", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_tool_that_fails_is_answered_with_200()
    {
        var (response, body) = await server.PostAsync("/tools/workspace_read/invoke", """{"arguments":{"path":"none.txt"}}""");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("error", body.GetProperty("status").GetString());
        Assert.Equal("not_found", body.GetProperty("result").GetProperty("error").GetProperty("code").GetString());
        Assert.NotEmpty(body.GetProperty("result").GetProperty("message").GetString()!);
    }

    [Theory]
    [InlineData("""{}""", "body.arguments", "missing")]
    [InlineData("""{"arguments":[]}""", "body.arguments", "dict_type")]
    [InlineData("""{"arguments":{}}""", "body.arguments.path", "missing")]
    [InlineData("""{"arguments":{"path":1}}""", "body.arguments.path", "string_type")]
    [InlineData("""{"arguments":{"path":"a"},"thread_id":"/"}""", "body.thread_id", "string_pattern_mismatch")]
    public async Task Arguments_that_do_not_fit_are_422_and_nothing_runs(string request, string location, string type)
    {
        var (response, body) = await server.PostAsync("/tools/workspace_read/invoke", request);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var problem = body.GetProperty("detail")[0];
        Assert.Equal(type, problem.GetProperty("type").GetString());
        Assert.Equal(location, string.Join('.', problem.GetProperty("loc").EnumerateArray()));
    }

    [Fact]
    public async Task A_body_may_be_larger_than_a_tasks()
    {
        var content = new string('x', 3 * 1024 * 1024);
        var (response, body) = await server.PostAsync("/tools/workspace_write/invoke", $$$"""{"arguments":{"path":"large.txt","content":"{{{content}}}"}}""");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("success", body.GetProperty("status").GetString());
    }
}
