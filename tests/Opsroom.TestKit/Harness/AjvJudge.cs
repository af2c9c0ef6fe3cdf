using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Opsroom.TestKit.Harness;

/// <summary>What ajv thinks of a document.</summary>
public sealed record AjvVerdict(bool Valid, ImmutableArray<string> Errors);

/// <summary>Asks ajv, which Harness's own editor uses, whether documents are valid under Harness's published schema.</summary>
public static class AjvJudge
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Harness's schema of pipelines. Skips the test where it is not there: no installation can bring it.</summary>
    public static string PipelineSchema
    {
        get
        {
            var schema = Find();
            Assert.SkipWhen(schema is null, "Harness's published schema (shared/data/harness/pipeline.schema.json) is not beside the checkout.");
            return schema!;
        }
    }

    private static string Tools => Path.Combine(RepositoryRoot, "eng", "test-tools");

    /// <summary>Skips the test where the schema or ajv is missing. For tests that judge inside a sample, where a skip would count as a failure.</summary>
    public static void Require()
    {
        _ = PipelineSchema;
        RequireTools();
    }

    /// <summary>Judges YAML documents by Harness's schema, all with one compilation. A template is judged as part of a pipeline. Skips the test where node or ajv is missing.</summary>
    public static Task<ImmutableArray<AjvVerdict>> JudgeAsync(IReadOnlyList<string> documents, CancellationToken cancellationToken) =>
        JudgeAsync(PipelineSchema, documents, cancellationToken);

    /// <summary>Judges YAML or JSON documents by a schema file.</summary>
    public static async Task<ImmutableArray<AjvVerdict>> JudgeAsync(string schema, IReadOnlyList<string> documents, CancellationToken cancellationToken)
    {
        RequireTools();
        using var node = Start(Tools);
        var answer = node.StandardOutput.ReadToEndAsync(cancellationToken);
        var complaint = node.StandardError.ReadToEndAsync(cancellationToken);
        await JsonSerializer.SerializeAsync(node.StandardInput.BaseStream, new { schema, documents, wrap = true }, Json, cancellationToken);
        node.StandardInput.Close();
        await node.WaitForExitAsync(cancellationToken);
        Assert.True(node.ExitCode == 0, $"ajv failed: {await complaint}");
        return JsonSerializer.Deserialize<ImmutableArray<AjvVerdict>>(await answer, Json);
    }

    /// <summary>Where the checkout is that the tests run from.</summary>
    public static string RepositoryRoot
    {
        get
        {
            for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            {
                if (File.Exists(Path.Combine(at.FullName, "Opsroom.slnx")))
                {
                    return at.FullName;
                }
            }

            throw new DirectoryNotFoundException("The tests do not run from within the repository.");
        }
    }

    private static string? Find()
    {
        var relative = Path.Combine("data", "harness", "pipeline.schema.json");
        if (Environment.GetEnvironmentVariable("OPSROOM_SHARED_DATA") is { Length: > 0 } given)
        {
            return new[] { Path.Combine(given, relative), Path.Combine(given, "harness", "pipeline.schema.json") }.FirstOrDefault(File.Exists);
        }

        for (var at = Directory.GetParent(RepositoryRoot); at is not null; at = at.Parent)
        {
            var path = Path.Combine(at.FullName, "shared", relative);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }

    private static Process Start(string tools)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(tools, "judge.mjs")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Missing("node is not installed.");
            throw;
        }
    }

    private static void RequireTools()
    {
        if (!Directory.Exists(Path.Combine(Tools, "node_modules", "ajv")))
        {
            Missing("ajv is not installed; run eng/test-tools/install.");
        }
    }

    private static void Missing(string reason)
    {
        if (Environment.GetEnvironmentVariable("OPSROOM_REQUIRE_SERVICES") == "1")
        {
            Assert.Fail(reason);
        }

        Assert.Skip(reason);
    }
}
