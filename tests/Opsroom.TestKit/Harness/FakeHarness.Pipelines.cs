using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Opsroom.TestKit.Harness;

/// <summary>The routes of pipelines.</summary>
public sealed partial class FakeHarness
{
    private IResult GetPipeline(string identifier, HttpContext context)
    {
        lock (gate)
        {
            if (pipelines.GetValueOrDefault(identifier) is not { } pipeline)
            {
                return NoPipeline(identifier);
            }

            TellVersion(context, pipeline);
            var data = new JsonObject
            {
                ["yamlPipeline"] = pipeline.Yaml,
                ["entityValidityDetails"] = new JsonObject { ["valid"] = true, ["invalidYaml"] = null },
                ["modules"] = new JsonArray("cd", "pms"),
                ["storeType"] = pipeline.Git is null ? "INLINE" : "REMOTE",
            };
            if (pipeline.Git is { } git)
            {
                data["connectorRef"] = git.Connector;
                data["gitDetails"] = new JsonObject
                {
                    ["objectId"] = git.ObjectId,
                    ["branch"] = git.Branch,
                    ["filePath"] = git.FilePath,
                    ["repoName"] = git.Repository,
                    ["commitId"] = git.CommitId,
                };
            }

            return Success(data);
        }
    }

    private IResult CreatePipeline(HttpContext context)
    {
        var yaml = RequestOf(context).Body;
        lock (gate)
        {
            if (FakePipeline.IdentifierIn(yaml) is not { } identifier)
            {
                return Error(400, "INVALID_REQUEST", "Cannot create pipeline entity due to missing identifier");
            }

            if (pipelines.ContainsKey(identifier))
            {
                return Error(400, "DUPLICATE_FIELD", $"Pipeline [{identifier}] under Project[{Project}], Organization [{Org}] already exists or has been deleted.");
            }

            return Save(context, new FakePipeline(identifier, yaml, 0, null));
        }
    }

    private IResult UpdatePipeline(string identifier, HttpContext context)
    {
        var request = RequestOf(context);
        lock (gate)
        {
            if (pipelines.GetValueOrDefault(identifier) is not { } current)
            {
                return NoPipeline(identifier);
            }

            if (FakePipeline.IdentifierIn(request.Body) != identifier)
            {
                return Error(400, "INVALID_REQUEST", $"Expected Pipeline identifier in YAML to be [{identifier}], but was [{FakePipeline.IdentifierIn(request.Body)}]");
            }

            // like the real one: a version in quotes is no number and is passed over
            if (KnowsVersions && long.TryParse(request.Headers.GetValueOrDefault("If-Match"), CultureInfo.InvariantCulture, out var expected) && expected != current.Version)
            {
                return Error(400, "INVALID_REQUEST", $"Pipeline [{identifier}] under Project[{Project}], Organization [{Org}] is not on the correct version.");
            }

            if (current.Git is { } git && request.Query.GetValueOrDefault("lastObjectId") != git.ObjectId)
            {
                return Error(400, "SCM_CONFLICT_ERROR", "The requested file has conflicting changes in the repository.");
            }

            return Save(context, current with { Yaml = request.Body, Version = current.Version + 1, Git = current.Git?.Committed() });
        }
    }

    private IResult ListPipelines(HttpContext context)
    {
        var query = RequestOf(context).Query;
        var (page, size) = (Number(query.GetValueOrDefault("page") ?? "0"), Number(query.GetValueOrDefault("size") ?? "25"));
        lock (gate)
        {
            FakePipeline[] all = [.. pipelines.Values
                .Where(pipeline => query.GetValueOrDefault("searchTerm") is not { } term || pipeline.Identifier.Contains(term, StringComparison.OrdinalIgnoreCase))
                .OrderBy(pipeline => pipeline.Identifier, StringComparer.Ordinal)];
            return Success(Page([.. all.Skip(page * size).Take(size).Select(Summary)], all.Length, page, size));
        }
    }

    private JsonObject Summary(FakePipeline pipeline)
    {
        var last = runs.Values.LastOrDefault(run => run.Pipeline == pipeline.Identifier);
        return new JsonObject
        {
            ["identifier"] = pipeline.Identifier,
            ["name"] = pipeline.Identifier.Replace('_', ' '),
            ["tags"] = new JsonObject(),
            ["version"] = pipeline.Version,
            ["numOfStages"] = pipeline.StageNames.Length,
            ["createdAt"] = 1_700_000_000_000,
            ["lastUpdatedAt"] = 1_700_000_100_000,
            ["modules"] = new JsonArray("cd"),
            ["executionSummaryInfo"] = last is null ? new JsonObject() : new JsonObject
            {
                ["lastExecutionTs"] = 1_700_000_200_000,
                ["lastExecutionStatus"] = last.Status,
                ["lastExecutionId"] = last.Id,
            },
            ["storeType"] = pipeline.Git is null ? "INLINE" : "REMOTE",
        };
    }

    private IResult Save(HttpContext context, FakePipeline pipeline)
    {
        if (DenyingPolicy is { } policy)
        {
            return Success(new JsonObject
            {
                ["governanceMetadata"] = new JsonObject { ["deny"] = true, ["status"] = "error", ["details"] = new JsonArray(new JsonObject { ["policySetName"] = policy, ["deny"] = true }) },
            });
        }

        pipelines[pipeline.Identifier] = pipeline;
        TellVersion(context, pipeline);
        return Success(new JsonObject { ["identifier"] = pipeline.Identifier, ["governanceMetadata"] = new JsonObject { ["deny"] = false, ["details"] = new JsonArray() } });
    }

    private void TellVersion(HttpContext context, FakePipeline pipeline)
    {
        if (KnowsVersions)
        {
            context.Response.Headers.ETag = Text(pipeline.Version);
        }
    }

    private IResult NoPipeline(string identifier) =>
        Error(404, "ENTITY_NOT_FOUND", $"Pipeline [{identifier}] under Project[{Project}], Organization [{Org}] doesn't exist or has been deleted.");

    private static JsonObject Page(JsonArray content, int total, int page, int size) => new()
    {
        ["content"] = content,
        ["totalElements"] = total,
        ["totalPages"] = (total + size - 1) / size,
        ["size"] = size,
        ["number"] = page,
        ["numberOfElements"] = content.Count,
        ["first"] = page == 0,
        ["last"] = (page + 1) * size >= total,
        ["empty"] = content.Count == 0,
    };
}
