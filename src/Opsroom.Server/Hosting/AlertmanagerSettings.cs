using Opsroom.Telemetry;
using Opsroom.Tools.Alertmanager;

namespace Opsroom.Server.Hosting;

/// <summary>Where Alertmanager is, and how it is asked.</summary>
internal static class AlertmanagerSettings
{
    public static AlertmanagerOptions Read(SettingsReader reader)
    {
        var options = new AlertmanagerOptions
        {
            Url = reader.Text("Alertmanager:Url"),
            BearerToken = Secret.From(reader.Text("Alertmanager:BearerToken")),
            Username = reader.Text("Alertmanager:Username"),
            Password = Secret.From(reader.Text("Alertmanager:Password")),
            RequestTimeout = reader.Time("Alertmanager:RequestTimeout", new AlertmanagerOptions().RequestTimeout),
        };
        foreach (var problem in options.Validate())
        {
            reader.Refuse(problem);
        }

        return options;
    }
}
