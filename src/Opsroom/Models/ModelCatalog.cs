using Microsoft.Extensions.AI;
using Opsroom.Models.Playbooks;

namespace Opsroom.Models;

/// <summary>The configured models, first to last. A client is created when it is first asked, so that starting up costs nothing.</summary>
public sealed class ModelCatalog : IDisposable
{
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ProbeAge = TimeSpan.FromSeconds(30);

    private readonly ModelOptions options;
    private readonly TimeProvider time;
    private readonly Lazy<HttpClient> http;

    /// <param name="options">Valid options.</param>
    /// <param name="embedded">Clients that an embedding program brings, by the name configuration and results use. The first one is the model where <paramref name="options"/> names none.</param>
    /// <param name="playbooks">What the built-in model answers from.</param>
    public ModelCatalog(ModelOptions options, IReadOnlyList<(string Name, IChatClient Client)> embedded, IEnumerable<Playbook> playbooks, TimeProvider time)
    {
        this.options = options;
        this.time = time;
        http = new Lazy<HttpClient>(() => ProviderHttp.CreateClient(time));
        Chain = [.. ModelChain.Of(options, [.. embedded.Select(each => each.Name)]).Select(name => CreateEndpoint(name, embedded, playbooks))];
    }

    /// <summary>The models in the order in which they are asked.</summary>
    public IEnumerable<string> Names => Chain.Select(endpoint => endpoint.Name);

    /// <summary>Whether a model other than the playbooks is asked first: routing and reflection then use their model forms.</summary>
    public bool HasModel => !Chain[0].IsPlaybook;

    /// <summary>One line for the log at start.</summary>
    public string Description
    {
        get
        {
            var keys = string.Join(" or ", ModelProviders.All.Select(provider => provider.KeySetting));
            return HasModel ? $"Answers come from {string.Join(", then ", Names)}."
                : string.IsNullOrWhiteSpace(options.Model) ? $"No model is configured, so answers come from the built-in playbooks; set {keys}, or OPSROOM_MODEL, to use one."
                : "Answers come from the built-in playbooks, as OPSROOM_MODEL says.";
        }
    }

    /// <summary><c>healthy</c>, <c>not_configured</c>, <c>degraded: …</c> or <c>unhealthy: …</c>, from the latest calls and probes; asks nobody.</summary>
    public string Health
    {
        get
        {
            var first = Chain[0];
            if (first.IsPlaybook)
            {
                return "not_configured";
            }

            if (first.Health.LastFailure is { } reason)
            {
                var instead = Chain.Skip(1).FirstOrDefault(endpoint => endpoint.Health.LastFailure is null);
                return instead is null ? $"unhealthy: {first.Name}: {reason}" : $"degraded: {first.Name}: {reason}; {instead.Name} answers instead";
            }

            return first.Provider is null || first.Health.IsKnown ? "healthy" : $"degraded: {first.Name} was not reached yet";
        }
    }

    internal IReadOnlyList<ModelEndpoint> Chain { get; }

    internal ModelOptions Options => options;

    /// <summary>Asks each provider of which nothing was learnt lately something that costs nothing. Throws only for cancellation.</summary>
    public async Task ProbeAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(Chain.Where(endpoint => endpoint.Provider is not null && !endpoint.Health.IsFresh(ProbeAge)).Select(endpoint => ProbeAsync(endpoint, cancellationToken)));

    public void Dispose()
    {
        foreach (var endpoint in Chain.Where(each => each.Provider is not null && each.HasClient))
        {
            endpoint.Client.Dispose();
        }

        if (http.IsValueCreated)
        {
            http.Value.Dispose();
        }
    }

    private ModelEndpoint CreateEndpoint(string name, IReadOnlyList<(string Name, IChatClient Client)> embedded, IEnumerable<Playbook> playbooks)
    {
        if (embedded.FirstOrDefault(each => each.Name == name).Client is { } client)
        {
            return new ModelEndpoint(name, provider: null, () => client, isPlaybook: false, options, time);
        }

        var parsed = ModelName.Parse(name);
        if (parsed.IsPlaybook)
        {
            return new ModelEndpoint(name, provider: null, () => new PlaybookChatClient(playbooks), isPlaybook: true, options, time);
        }

        var provider = ModelProviders.Find(parsed.Provider)
            ?? throw new InvalidOperationException(string.Join(' ', options.Validate([.. embedded.Select(each => each.Name)])));
        return new ModelEndpoint(name, provider, () => provider.CreateClient(parsed.Name!, options, http.Value), isPlaybook: false, options, time);
    }

    private async Task ProbeAsync(ModelEndpoint endpoint, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(ProbeTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            using var request = endpoint.Provider!.CreateProbe(options);
            using var response = await http.Value.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            endpoint.Health.Reached();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            var failure = patience.IsCancellationRequested ? AttemptFailure.Timeout(ProbeTimeout) : AttemptFailure.From(exception, endpoint.Provider);
            if (failure.Reason == AttemptFailure.UnknownModel)
            {
                // servers that speak only the chat route have no list of models; they were reached
                endpoint.Health.Reached();
            }
            else
            {
                endpoint.Health.Failed(failure.Reason, isLasting: false);
            }
        }
    }
}
