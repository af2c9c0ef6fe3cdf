using Microsoft.Extensions.Logging.Abstractions;
using Opsroom.Agents;
using Opsroom.Models;
using Opsroom.Server.Hosting;
using Opsroom.Workflow.Routing;

namespace Opsroom.Server;

/// <summary>A router without a server, for evaluations.</summary>
public sealed class EvaluationRouting : IDisposable
{
    private readonly ModelCatalog? models;

    private EvaluationRouting(IRouter router, ModelCatalog? models) => (Router, this.models) = (router, models);

    public IRouter Router { get; }

    /// <summary>The offline router, or the one that asks a model.</summary>
    /// <param name="model"><c>anthropic:NAME</c> or <c>openai:NAME</c>, its key in the environment or <c>.env</c>; null for the offline router.</param>
    /// <exception cref="OpsroomStartException">The model cannot be used as it is configured.</exception>
    public static EvaluationRouting Open(string? model)
    {
        if (model is null or "playbook")
        {
            return new EvaluationRouting(new OfflineRouter(), null);
        }

        var options = new OpsroomServerOptions { Configuration = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase) { ["Models:Model"] = model } };
        var catalog = new ModelCatalog(Settings.Read(ServerConfiguration.Build(options), options).Models, [], [], TimeProvider.System);
        var caller = new ModelCaller(catalog, TimeProvider.System, NullLogger<ModelCaller>.Instance);
        return new EvaluationRouting(new ModelRouter(caller, new AgentCatalog(), new OfflineRouter()), catalog);
    }

    public void Dispose() => models?.Dispose();
}
