using System.Text;
using System.Text.Json;
using Opsroom.Tools.Testing.Generating.Known;

namespace Opsroom.Tools.Testing.Generating.Writing;

/// <summary>Writes contract tests: each operation that can be called without choosing values answers with a documented status, and with what the schema requires.</summary>
internal static class ContractFile
{
    private const string Setting = "API_BASE_URL";

    /// <summary>Why a person has to complete an operation; null where it can be called as it is.</summary>
    public static string? Skip(ContractCase of) => of.Path is null ? "Give values for its parameters: the document has no examples."
        : of.NeedsBody ? "Give a body: what is right for this system the document does not say."
        : of.Method is not ("GET" or "HEAD" or "OPTIONS") ? "It changes something: say on which system it may be called."
        : null;

    public static (string Name, string Text) Of(string framework, IReadOnlyList<ContractCase> cases) => framework switch
    {
        "xunit" => ("ContractTests.cs", CSharp(cases)),
        "pytest" => ("test_contract.py", Python(cases)),
        "junit" => ("ContractTest.java", Java(cases)),
        _ => ("contract.test.mjs", Script(framework, cases)),
    };

    private static string Python(IReadOnlyList<ContractCase> cases)
    {
        var text = new StringBuilder($"""
            import json
            import os
            import urllib.error
            import urllib.request

            import pytest

            BASE = os.environ.get("{Setting}", "")
            pytestmark = pytest.mark.skipif(not BASE, reason="{Setting} says where the API is")


            def ask(method, path):
                request = urllib.request.Request(BASE.rstrip("/") + path, method=method)
                try:
                    with urllib.request.urlopen(request, timeout=30) as answer:
                        return answer.status, answer.headers.get_content_type(), answer.read()
                except urllib.error.HTTPError as error:
                    return error.code, error.headers.get_content_type(), error.read()

            """);
        foreach (var each in cases)
        {
            text.Append("\n\n").Append(Skip(each) is { } why ? $"@pytest.mark.skip(reason={Quoted(why)})\n" : "").Append("def test_").Append(each.Name).Append("():\n    status, media_type, body = ask(").Append(Quoted(each.Method)).Append(", ").Append(Quoted(each.Path ?? "")).Append(")\n");
            text.Append("    assert status in ").Append(List(each.Statuses)).Append('\n');
            if (each.MediaType is { } media)
            {
                text.Append("    if 200 <= status < 300:\n        assert media_type == ").Append(Quoted(media)).Append('\n');
                foreach (var name in media.Contains("json", StringComparison.Ordinal) ? each.Required : [])
                {
                    text.Append("        assert ").Append(Quoted(name)).Append(" in json.loads(body)\n");
                }
            }
        }

        return text.ToString();
    }

    private static string Script(string framework, IReadOnlyList<ContractCase> cases)
    {
        var text = new StringBuilder("import assert from 'node:assert/strict';\n");
        text.Append(framework switch { "vitest" => "import { test } from 'vitest';\n", "jest" => "import { test } from '@jest/globals';\n", "node" => "import test from 'node:test';\n", _ => "const test = it;\n" });
        text.Append("\nconst base = process.env.").Append(Setting).Append(" ?? '';\n// without ").Append(Setting).Append(" there is nothing to ask\nconst contract = base ? test : test.skip;\n");
        foreach (var each in cases)
        {
            text.Append('\n').Append(Skip(each) is { } why ? $"test.skip({Quoted($"{each.Name.Replace('_', ' ')}: {why}")}" : $"contract({Quoted(each.Name.Replace('_', ' '))}").Append(", async () => {\n  const answer = await fetch(base.replace(/\\/$/, '') + ").Append(Quoted(each.Path ?? "")).Append(", { method: ").Append(Quoted(each.Method)).Append(" });\n");
            text.Append("  assert.ok(").Append(List(each.Statuses)).Append(".includes(answer.status), `status ${answer.status}`);\n");
            if (each.MediaType is { } media)
            {
                text.Append("  if (answer.ok) {\n    assert.equal((answer.headers.get('content-type') ?? '').split(';')[0].trim(), ").Append(Quoted(media)).Append(");\n");
                if (media.Contains("json", StringComparison.Ordinal) && each.Required.Count > 0)
                {
                    text.Append("    const body = await answer.json();\n").AppendJoin("", each.Required.Select(name => $"    assert.ok({Quoted(name)} in body);\n"));
                }

                text.Append("  }\n");
            }

            text.Append("});\n");
        }

        return text.ToString();
    }

    private static string CSharp(IReadOnlyList<ContractCase> cases)
    {
        var text = new StringBuilder($$"""
            using System;
            using System.Net.Http;
            using System.Text.Json;
            using System.Threading.Tasks;
            using Xunit;

            public sealed class ContractTests
            {
                private static readonly string Base = Environment.GetEnvironmentVariable("{{Setting}}") ?? "";
                private static readonly HttpClient Client = new();

                private static async Task<HttpResponseMessage> AskAsync(string method, string path)
                {
                    Assert.SkipWhen(Base.Length == 0, "{{Setting}} says where the API is");
                    using var request = new HttpRequestMessage(new HttpMethod(method), Base.TrimEnd('/') + path);
                    return await Client.SendAsync(request, TestContext.Current.CancellationToken);
                }

            """);
        foreach (var each in cases)
        {
            text.Append("\n    [Fact").Append(Skip(each) is { } why ? $"(Skip = {Quoted(why)})" : "").Append("]\n    public async Task ").Append(each.Name).Append("()\n    {\n        using var answer = await AskAsync(").Append(Quoted(each.Method)).Append(", ").Append(Quoted(each.Path ?? "")).Append(");\n");
            text.Append("        Assert.Contains((int)answer.StatusCode, new int[] { ").AppendJoin(", ", each.Statuses).Append(" });\n");
            if (each.MediaType is { } media)
            {
                text.Append("        if (answer.IsSuccessStatusCode)\n        {\n            Assert.Equal(").Append(Quoted(media)).Append(", answer.Content.Headers.ContentType?.MediaType);\n");
                if (media.Contains("json", StringComparison.Ordinal) && each.Required.Count > 0)
                {
                    text.Append("            using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));\n")
                        .AppendJoin("", each.Required.Select(name => $"            Assert.True(body.RootElement.TryGetProperty({Quoted(name)}, out _));\n"));
                }

                text.Append("        }\n");
            }

            text.Append("    }\n");
        }

        return text.Append("}\n").ToString();
    }

    private static string Java(IReadOnlyList<ContractCase> cases)
    {
        var text = new StringBuilder($$"""
            import static org.junit.jupiter.api.Assertions.*;
            import static org.junit.jupiter.api.Assumptions.assumeTrue;

            import java.net.URI;
            import java.net.http.HttpClient;
            import java.net.http.HttpRequest;
            import java.net.http.HttpResponse;
            import java.util.List;
            import org.junit.jupiter.api.Disabled;
            import org.junit.jupiter.api.Test;

            class ContractTest {
                private static HttpResponse<String> ask(String method, String path) throws Exception {
                    var base = System.getenv("{{Setting}}");
                    assumeTrue(base != null && !base.isEmpty(), "{{Setting}} says where the API is");
                    var request = HttpRequest.newBuilder(URI.create(base + path)).method(method, HttpRequest.BodyPublishers.noBody()).build();
                    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
                }

            """);
        foreach (var each in cases)
        {
            text.Append('\n').Append(Skip(each) is { } why ? $"    @Disabled({Quoted(why)})\n" : "").Append("    @Test\n    void ").Append(each.Name).Append("() throws Exception {\n        var answer = ask(").Append(Quoted(each.Method)).Append(", ").Append(Quoted(each.Path ?? "")).Append(");\n");
            text.Append("        assertTrue(List.<Integer>of(").AppendJoin(", ", each.Statuses).Append(").contains(answer.statusCode()));\n");
            if (each.MediaType is { } media)
            {
                text.Append("        if (answer.statusCode() / 100 == 2) {\n            assertTrue(answer.headers().firstValue(\"content-type\").orElse(\"\").startsWith(").Append(Quoted(media)).Append("));\n        }\n");
            }

            text.Append("    }\n");
        }

        return text.Append("}\n").ToString();
    }

    private static string List(IReadOnlyList<int> statuses) => $"[{string.Join(", ", statuses)}]";

    private static string Quoted(string text) => JsonSerializer.Serialize(text);
}
