using Opsroom.Server.Docs;

namespace Opsroom.Server.Health;

/// <summary>What the API's document says about health.</summary>
internal static class HealthDocs
{
    private const string Tag = "Health";

    public static RouteDoc Report { get; } = new(
        Tag, "How the server is",
        "What works, what does not, and what is configured. `not_configured` is no fault. Models' providers are probed in the background, so this never waits for them.")
    {
        Answers =
        [
            new(200, typeof(HealthReport), "The server can do its job.", """
                {"status":"healthy","llm":"not_configured","pinecone":"not_configured","version":"0.1.0","models":["playbook"],"store":"healthy","data":"SQLite at .opsroom/opsroom.db","policy":"default","services":{"harness":"not_configured"},"webhooks":[]}
                """),
            new(503, typeof(HealthReport), "The store is unreachable, so the server cannot do its job."),
        ],
    };

    public static RouteDoc Live { get; } = new(Tag, "Whether the process lives", "For a supervisor that restarts processes which hang.")
    {
        Answers = [new(200, typeof(ProbeReport), "It lives.", """{"status":"alive"}""")],
    };

    public static RouteDoc Ready { get; } = new(Tag, "Whether requests are taken", "For a load balancer: 503 while the server starts, stops, or cannot reach its store.")
    {
        Answers = [new(200, typeof(ProbeReport), "It is ready.", """{"status":"ready"}""")],
    };
}
