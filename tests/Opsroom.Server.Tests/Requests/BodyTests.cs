using System.Net;
using System.Text;
using System.Text.Json;
using Opsroom.TestKit.Server;

namespace Opsroom.Server.Tests.Requests;

/// <summary>What is wrong with a body, in Pydantic v2's words.</summary>
public sealed class BodyTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("{}", "missing", "body.task", "Field required", "{}")]
    [InlineData("""{"task":7}""", "string_type", "body.task", "Input should be a valid string", "7")]
    [InlineData("""{"task":null}""", "string_type", "body.task", "Input should be a valid string", "null")]
    [InlineData("""{"task":""}""", "string_too_short", "body.task", "String should have at least 1 character", "\"\"")]
    [InlineData("""{"task":" \n\u2003"}""", "string_too_short", "body.task", "String should have at least 1 character", "\" \\n\\u2003\"")]
    [InlineData("""{"task":"x","agent_name":7}""", "string_type", "body.agent_name", "Input should be a valid string", "7")]
    [InlineData("""{"task":"x","context":[]}""", "dict_type", "body.context", "Input should be a valid dictionary", "[]")]
    [InlineData("""{"task":"x","context":"y"}""", "dict_type", "body.context", "Input should be a valid dictionary", "\"y\"")]
    [InlineData("""{"task":"x","stream":"maybe"}""", "bool_parsing", "body.stream", "Input should be a valid boolean, unable to interpret input", "\"maybe\"")]
    [InlineData("""{"task":"x","stream":2}""", "bool_parsing", "body.stream", "Input should be a valid boolean, unable to interpret input", "2")]
    [InlineData("""{"task":"x","stream":0.5}""", "bool_type", "body.stream", "Input should be a valid boolean", "0.5")]
    [InlineData("""{"task":"x","stream":[]}""", "bool_type", "body.stream", "Input should be a valid boolean", "[]")]
    [InlineData("""{"task":"x","stream":null}""", "bool_type", "body.stream", "Input should be a valid boolean", "null")]
    [InlineData("""{"task":"x","thread_id":"../../etc"}""", "string_pattern_mismatch", "body.thread_id", "String should match pattern '^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$'", "\"../../etc\"")]
    [InlineData("""{"task":"x","thread_id":"a\n"}""", "string_pattern_mismatch", "body.thread_id", "String should match pattern '^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$'", "\"a\\n\"")]
    [InlineData("[1]", "model_attributes_type", "body", "Input should be a valid dictionary or object to extract fields from", "[1]")]
    [InlineData("\"x\"", "model_attributes_type", "body", "Input should be a valid dictionary or object to extract fields from", "\"x\"")]
    [InlineData("null", "missing", "body", "Field required", "null")]
    [InlineData("", "missing", "body", "Field required", "null")]
    public async Task A_problem_is_worded_as_Pydantic_words_it(string body, string type, string location, string message, string input)
    {
        var (response, answer) = await server.PostAsync("/agent/invoke", body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var problem = Assert.Single(answer.GetProperty("detail").EnumerateArray());
        Assert.Equal(type, problem.GetProperty("type").GetString());
        Assert.Equal(location, string.Join('.', problem.GetProperty("loc").EnumerateArray().Select(part => part.ToString())));
        Assert.Equal(message, problem.GetProperty("msg").GetString());
        Assert.Equal(input, JsonSerializer.Serialize(problem.GetProperty("input"), Relaxed));
    }

    [Fact]
    public async Task An_unknown_agent_is_told_who_there_is()
    {
        var (_, answer) = await server.PostAsync("/agent/invoke", """{"task":"x","agent_name":"nobody"}""");
        var problem = Assert.Single(answer.GetProperty("detail").EnumerateArray());
        Assert.Equal("enum", problem.GetProperty("type").GetString());
        Assert.StartsWith("Input should be 'harness_expert', 'scaffold_agent', ", problem.GetProperty("msg").GetString(), StringComparison.Ordinal);
        Assert.EndsWith("'deployment_agent' or 'template_manager'", problem.GetProperty("msg").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once()
    {
        var (_, answer) = await server.PostAsync("/agent/invoke", """{"task":1,"agent_name":"nobody","context":1,"stream":"x","thread_id":"/","other":1}""");
        Assert.Equal(
            ["string_type", "enum", "dict_type", "bool_parsing", "string_pattern_mismatch"],
            answer.GetProperty("detail").EnumerateArray().Select(problem => problem.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task A_task_is_counted_in_characters_as_people_count_them()
    {
        var (fits, _) = await server.PostAsync("/agent/invoke", JsonSerializer.Serialize(new { task = string.Concat(Enumerable.Repeat("😀", 60_000)), stream = true }, Relaxed));
        Assert.Equal(HttpStatusCode.BadRequest, fits.StatusCode);
        var (tooLong, answer) = await server.PostAsync("/agent/invoke", JsonSerializer.Serialize(new { task = new string('x', 100_001) }));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, tooLong.StatusCode);
        Assert.Equal("String should have at most 100000 characters", answer.GetProperty("detail")[0].GetProperty("msg").GetString());
        Assert.True(answer.GetRawText().Length < 1000);
    }

    [Theory]
    [InlineData("{\"task\": ")]
    [InlineData("{\"task\":\"x\",}")]
    [InlineData("{'task':'x'}")]
    [InlineData("{\"task\":\"x\"} trailing")]
    [InlineData("{\"task\":NaN}")]
    [InlineData("{\"task\":\"\\ud800\"}")]
    [InlineData("{\"task\":\"x\",\"context\":{\"\\udc00\":1}}")]
    [InlineData("{\"task\":\"a\\u0000b\"}")]
    [InlineData("{\"task\":\"x\",\"context\":{\"n\":1e999}}")]
    [InlineData("{\"task\":\"x\",\"task\":\"y\"}")]
    [InlineData("{\"task\":\"x\",\"context\":{\"a\":1,\"\\u0061\":2}}")]
    [InlineData("\uFEFF{\"task\":\"x\"}")]
    public async Task Hostile_JSON_is_refused_and_never_a_fault(string body)
    {
        var (response, answer) = await server.PostAsync("/agent/invoke", body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var problem = Assert.Single(answer.GetProperty("detail").EnumerateArray());
        Assert.Equal("json_invalid", problem.GetProperty("type").GetString());
        Assert.Equal("JSON decode error", problem.GetProperty("msg").GetString());
        Assert.Equal("body", problem.GetProperty("loc")[0].GetString());
        Assert.Equal(JsonValueKind.Number, problem.GetProperty("loc")[1].ValueKind);
    }

    [Fact]
    public async Task JSON_that_is_too_deep_or_no_Unicode_is_refused()
    {
        var (deep, _) = await server.PostAsync("/agent/invoke", """{"task":"x","context":{"a":""" + new string('[', 100_000));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, deep.StatusCode);
        var response = await SendAsync([.. "{\"task\":\""u8, 0xFF, 0xFE, .. "\"}"u8], "application/json");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_413()
    {
        var (response, answer) = await server.PostAsync("/agent/invoke", "{\"task\":\"" + new string('x', 2 * 1024 * 1024) + "\"}");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.NotEmpty(answer.GetProperty("detail").GetString()!);
        var chunked = await SendAsync(Encoding.UTF8.GetBytes("{\"task\":\"" + new string('x', 2 * 1024 * 1024) + "\"}"), "application/json", chunked: true);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, chunked.StatusCode);
    }

    [Theory]
    [InlineData("text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json; charset=utf-16", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json; charset=\"UTF-8\"", HttpStatusCode.BadRequest)]
    [InlineData("application/vnd.api+json", HttpStatusCode.BadRequest)]
    [InlineData(null, HttpStatusCode.BadRequest)]
    public async Task Only_JSON_is_read(string? type, HttpStatusCode expected)
    {
        var response = await SendAsync("{\"task\":\"x\",\"stream\":true}"u8.ToArray(), type);
        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("", "missing", "query.task", "null")]
    [InlineData("?task=", "string_too_short", "query.task", "\"\"")]
    [InlineData("?task=x&agent_name=nobody", "enum", "query.agent_name", "\"nobody\"")]
    [InlineData("?task=x&context=[1]", "dict_type", "query.context", "[1]")]
    [InlineData("?task=x&thread_id=a%20b", "string_pattern_mismatch", "query.thread_id", "\"a b\"")]
    [InlineData("?task=x&context=%7B", "json_invalid", "query.context.1", "{}")]
    public async Task A_query_is_judged_like_a_body(string query, string type, string location, string input)
    {
        var (response, answer) = await server.GetAsync("/agent/stream" + query);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var problem = Assert.Single(answer.GetProperty("detail").EnumerateArray());
        Assert.Equal(type, problem.GetProperty("type").GetString());
        Assert.Equal(location, string.Join('.', problem.GetProperty("loc").EnumerateArray().Select(part => part.ToString())));
        Assert.Equal(input, JsonSerializer.Serialize(problem.GetProperty("input"), Relaxed));
    }

    private static JsonSerializerOptions Relaxed { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private async Task<HttpResponseMessage> SendAsync(byte[] body, string? type, bool chunked = false)
    {
        using var content = new ByteArrayContent(body);
        if (type is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, "/agent/invoke") { Content = content };
        request.Headers.TransferEncodingChunked = chunked;
        return await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
