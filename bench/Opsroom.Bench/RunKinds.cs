using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.Bench.Http;

namespace Opsroom.Bench;

/// <summary>The runs that are measured. Each request begins a new thread.</summary>
internal static class RunKinds
{
    /// <summary>The figure that bounds are held against: one agent, one real tool call on what the request brings, reflection, answer.</summary>
    public const string Primary = "validate";

    private const string Pipeline =
        """
        pipeline:
          name: Checkout
          identifier: checkout
          projectIdentifier: shop
          orgIdentifier: default
          tags: {}
          stages:
            - stage:
                name: Build
                identifier: build
                type: CI
                spec:
                  cloneCodebase: true
                  execution:
                    steps:
                      - step:
                          type: Run
                          name: Test
                          identifier: test
                          spec:
                            shell: Sh
                            command: make test
        """;

    private static readonly Dictionary<string, JsonObject> Bodies = new(StringComparer.Ordinal)
    {
        [Primary] = new()
        {
            ["task"] = "Validate this pipeline",
            ["agent_name"] = "harness_expert",
            ["context"] = new JsonObject { ["yaml_content"] = Pipeline },
        },
        ["canary"] = new()
        {
            ["task"] = "Create a canary deployment pipeline for checkout",
            ["agent_name"] = "harness_expert",
            ["context"] = new JsonObject { ["service"] = "checkout", ["environments"] = new JsonArray("dev", "staging", "prod") },
        },
        ["routed"] = new()
        {
            ["task"] = "Create a canary deployment pipeline for checkout",
            ["context"] = new JsonObject { ["service"] = "checkout", ["environments"] = new JsonArray("dev", "staging", "prod") },
        },
    };

    public static IReadOnlyCollection<string> Names => Bodies.Keys;

    public static EncodedRequest Encode(string kind) => EncodedRequest.Post("/agent/invoke", Bodies[kind].ToJsonString(JsonSerializerOptions.Web));
}
