using Opsroom.Telemetry;

namespace Opsroom.Tools.Alertmanager;

/// <summary>What the operator says about Alertmanager. Section <c>Alertmanager</c>.</summary>
public sealed class AlertmanagerOptions
{
    public const string Section = "Alertmanager";

    /// <summary>The setting that a tool names where no Alertmanager is configured.</summary>
    public const string Setting = "ALERTMANAGER_URL";

    /// <summary>Where it is, with the path below which its API is, if there is one. <c>ALERTMANAGER_URL</c>.</summary>
    public string? Url { get; set; }

    /// <summary>Sent as a bearer token.</summary>
    public Secret? BearerToken { get; set; }

    /// <summary>For basic authentication, with <see cref="Password"/>.</summary>
    public string? Username { get; set; }

    /// <summary>For basic authentication.</summary>
    public Secret? Password { get; set; }

    /// <summary>How long it may take for one answer.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    public bool IsConfigured => Url is not null;

    /// <summary>What is wrong with these options; each sentence names the key and the cure.</summary>
    public IEnumerable<string> Validate()
    {
        if (Url is not null
            && (!Uri.TryCreate(Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0))
        {
            yield return $"{Section}:Url is not an address of the form http://HOST:PORT/PATH: give the address of Alertmanager ({Setting}), and a user and password in {Section}:Username and {Section}:Password.";
        }

        if (BearerToken is not null && (Username is not null || Password is not null))
        {
            yield return $"{Section}:BearerToken is set beside {Section}:Username or {Section}:Password: leave one of them out.";
        }

        if (Username is null != Password is null)
        {
            yield return $"{Section}:{(Username is null ? nameof(Username) : nameof(Password))} is missing: give both a user and a password, or neither.";
        }

        if (RequestTimeout < TimeSpan.FromSeconds(1) || RequestTimeout > TimeSpan.FromMinutes(10))
        {
            yield return $"{Section}:RequestTimeout is '{RequestTimeout}': give a time from 1 second to 10 minutes.";
        }
    }
}
