using Opsroom.Telemetry;

namespace Opsroom.Tools.Harness;

/// <summary>What the operator says about Harness. Section <c>Harness</c>.</summary>
public sealed class HarnessOptions
{
    public const string Section = "Harness";

    /// <summary>Where Harness is: its address as people open it, or that of a gateway in front of it. <c>HARNESS_API_URL</c>.</summary>
    public string ApiUrl { get; set; } = "https://app.harness.io";

    /// <summary>The account that is worked in. <c>HARNESS_ACCOUNT_ID</c>.</summary>
    public string? AccountId { get; set; }

    /// <summary>A personal access token or a service account's. <c>HARNESS_API_TOKEN</c>.</summary>
    public Secret? ApiToken { get; set; }

    /// <summary>Organization that pipelines are written for and worked in. <c>HARNESS_ORG_IDENTIFIER</c>.</summary>
    public string OrgIdentifier { get; set; } = "default";

    /// <summary>Project that pipelines are written for and worked in. <c>HARNESS_PROJECT_IDENTIFIER</c>.</summary>
    public string ProjectIdentifier { get; set; } = "default_project";

    /// <summary>How long Harness may take for one answer.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a run is looked at while its end is waited for.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A JSON Schema (draft-07) file; pipelines are judged by it as well as by the built-in rules. Read when first needed, and again when it changes.</summary>
    public string? SchemaPath { get; set; }

    /// <summary>What is wrong with these options; each sentence names the key and the cure.</summary>
    public IEnumerable<string> Validate()
    {
        if (!Uri.TryCreate(ApiUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            yield return $"{Section}:ApiUrl is '{ApiUrl}': give the address of Harness, such as https://app.harness.io (HARNESS_API_URL).";
        }

        if (RequestTimeout < TimeSpan.FromSeconds(1) || RequestTimeout > TimeSpan.FromMinutes(10))
        {
            yield return $"{Section}:RequestTimeout is '{RequestTimeout}': give a time from 1 second to 10 minutes.";
        }

        if (PollInterval < TimeSpan.FromSeconds(1) || PollInterval > TimeSpan.FromMinutes(5))
        {
            yield return $"{Section}:PollInterval is '{PollInterval}': give a time from 1 second to 5 minutes.";
        }
    }
}
