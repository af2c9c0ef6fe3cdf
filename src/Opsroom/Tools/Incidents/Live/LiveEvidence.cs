using Opsroom.Tools.Incidents.Bundles;

namespace Opsroom.Tools.Incidents.Live;

/// <summary>A system that can be asked for evidence.</summary>
internal interface IEvidenceSource
{
    /// <summary>What it is called in sentences.</summary>
    string Name { get; }

    /// <summary>Whether it can be asked.</summary>
    bool IsConfigured { get; }

    /// <summary>The configuration key that would let it be asked.</summary>
    string Setting { get; }

    /// <summary>Puts bounded evidence into <paramref name="into"/>, and what could not be had.</summary>
    Task GatherAsync(LiveQuestion question, DateTimeOffset now, LiveFiles into, CancellationToken cancellationToken);
}

/// <summary>Gathers what the configured systems say about an incident, as the files of a bundle, so that live and recorded evidence are judged by the same eyes.</summary>
internal sealed class LiveEvidence(IReadOnlyList<IEvidenceSource> sources, TimeProvider time)
{
    /// <summary>How long one system may take in all.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public bool AnyConfigured => sources.Any(source => source.IsConfigured);

    /// <summary>What is said where nothing can be asked.</summary>
    public ToolFailure NotConfigured => ToolFailure.NotConfigured(
        $"Nothing is configured to ask for evidence: set {string.Join(", ", sources.Select(source => source.Setting).Distinct(StringComparer.Ordinal))}. Or give bundle_path, a folder or zip of recorded evidence.",
        sources[0].Setting);

    public async Task<Gathered> GatherAsync(LiveQuestion question, Action<ToolProgress> report, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var files = new LiveFiles();
        var header = new IncidentHeader(
            question.Description ?? (question.Alert is null ? null : $"The alert {question.Alert} asks for it."), question.Service, question.Namespace,
            question.Range is null ? null : now - question.Range, null, now, new(HeaderFile.Path, ""));
        files.Add(HeaderFile.Path, System.Text.Encoding.UTF8.GetString(HeaderFile.Write(header).Text.Span));
        var asked = sources.Where(source => source.IsConfigured).ToList();
        report(new($"Asking {string.Join(", ", asked.Select(source => source.Name))}."));
        await Task.WhenAll(asked.Select(source => AskAsync(source, question, now, files, cancellationToken)));
        foreach (var source in sources.Where(source => !source.IsConfigured))
        {
            files.Miss($"{source.Name} is not configured ({source.Setting}), so it was not asked.");
        }

        return new(Gathered.Live, files.Content(), null, files.Missing);
    }

    private async Task AskAsync(IEvidenceSource source, LiveQuestion question, DateTimeOffset now, LiveFiles files, CancellationToken cancellationToken)
    {
        using var waiting = new CancellationTokenSource(Patience, time);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(waiting.Token, cancellationToken);
        try
        {
            await source.GatherAsync(question, now, files, given.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            files.Miss($"{source.Name} took longer than {Patience.TotalSeconds:0} s; what it had not said by then is missing.");
        }
    }
}
