using Opsroom.Tools.Alertmanager;

namespace Opsroom.Tools.Incidents.Live;

/// <summary>The alerts, with silences and inhibitions.</summary>
internal sealed class AlertmanagerEvidence(AlertmanagerClient alertmanager) : IEvidenceSource
{
    public string Name => "Alertmanager";

    public bool IsConfigured => alertmanager.IsConfigured;

    public string Setting => AlertmanagerOptions.Setting;

    public async Task GatherAsync(LiveQuestion question, DateTimeOffset now, LiveFiles into, CancellationToken cancellationToken)
    {
        var alerts = await alertmanager.AlertsAsSentAsync(cancellationToken);
        if (alerts.Value is { } sent)
        {
            into.Add("alerts.json", sent.Json);
        }
        else
        {
            into.Miss($"Alertmanager: {alerts.Failure!.Message}");
        }
    }
}
