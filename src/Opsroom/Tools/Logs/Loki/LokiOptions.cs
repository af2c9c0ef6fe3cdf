using Opsroom.Telemetry;

namespace Opsroom.Tools.Logs.Loki;

/// <summary>What the operator says about Loki. Section <c>Loki</c>.</summary>
public sealed class LokiOptions
{
    public const string Section = "Loki";

    /// <summary>The setting that a tool names where no Loki is configured.</summary>
    public const string Setting = "LOKI_URL";

    /// <summary>Where it is, with the path below which its API is, if there is one. <c>LOKI_URL</c>.</summary>
    public string? Url { get; set; }

    /// <summary>Sent as <c>X-Scope-OrgID</c>; several with <c>|</c> between them.</summary>
    public string? TenantId { get; set; }

    /// <summary>Sent as a bearer token.</summary>
    public Secret? BearerToken { get; set; }

    /// <summary>For basic authentication, with <see cref="Password"/>.</summary>
    public string? Username { get; set; }

    /// <summary>For basic authentication.</summary>
    public Secret? Password { get; set; }

    /// <summary>The label that names services; without it the usual ones are tried.</summary>
    public string? ServiceLabel { get; set; }

    /// <summary>How long it may take for one answer.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    public bool IsConfigured => Url is not null;

    /// <summary>What is wrong with these options; each sentence names the key and the cure.</summary>
    public IEnumerable<string> Validate() => BackendChecks.Of(Section, "Loki", Setting, Url, RequestTimeout, BearerToken, Username, Password)
        .Concat(ServiceLabel is null || LogQL.IsLabel(ServiceLabel) ? [] : [$"{Section}:ServiceLabel is '{ServiceLabel}', which is no name of a label: give one of letters, digits and underscores."])
        .Concat(TenantId is null || TenantId.All(letter => letter is > ' ' and < (char)127) ? [] : [$"{Section}:TenantId has a sign that cannot be sent: give the tenant's name as Loki has it."]);
}
