using System.Text;
using System.Text.RegularExpressions;

namespace Opsroom.Tools.Harness.Api;

/// <summary>The account, organization and project that is worked in, and the addresses of what is in it.</summary>
internal sealed partial class HarnessScope(HarnessOptions options)
{
    private const string Gateway = "/gateway";

    private readonly string root = options.ApiUrl.TrimEnd('/');

    /// <summary>As the operator's configuration names it: <c>account/org/project</c>.</summary>
    public string Name => $"{options.AccountId}/{options.OrgIdentifier}/{options.ProjectIdentifier}";

    /// <summary>Why nothing can be asked of Harness; null where it can.</summary>
    public ToolFailure? Missing() =>
        options.ApiToken is null ? ToolFailure.NotConfigured("No Harness API token is set, so Harness was not asked. Make one in Harness (profile → API keys, or a service account).", "HARNESS_API_TOKEN")
        : string.IsNullOrWhiteSpace(options.AccountId) ? ToolFailure.NotConfigured("No Harness account is set, so Harness was not asked. Its id is in every address of Harness, after /account/.", "HARNESS_ACCOUNT_ID")
        : null;

    /// <summary>The address of a route, with account, organization and project among its parameters.</summary>
    public Uri Route(string path, params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var query = new StringBuilder();
        Append(query, "accountIdentifier", options.AccountId);
        Append(query, "orgIdentifier", options.OrgIdentifier);
        Append(query, "projectIdentifier", options.ProjectIdentifier);
        foreach (var (name, value) in parameters)
        {
            Append(query, name, value);
        }

        return new Uri($"{root}{path}?{query}");
    }

    /// <summary>Where a person sees a pipeline.</summary>
    public string PipelinePage(string pipeline) => $"{Project}/pipelines/{Uri.EscapeDataString(pipeline)}/pipeline-studio";

    /// <summary>Where a person sees a run.</summary>
    public string RunPage(string pipeline, string execution) =>
        $"{Project}/pipelines/{Uri.EscapeDataString(pipeline)}/executions/{Uri.EscapeDataString(execution)}/pipeline";

    /// <summary>Whether it can be the identifier of a pipeline.</summary>
    public static bool IsPipelineId(string text) => PipelineIds().IsMatch(text);

    /// <summary>Whether it can be the identifier of a run.</summary>
    public static bool IsExecutionId(string text) => ExecutionIds().IsMatch(text);

    private string Project
    {
        get
        {
            var pages = root.EndsWith(Gateway, StringComparison.Ordinal) ? root[..^Gateway.Length] : root;
            return $"{pages}/ng/account/{Uri.EscapeDataString(options.AccountId ?? "")}/all/orgs/{Uri.EscapeDataString(options.OrgIdentifier)}/projects/{Uri.EscapeDataString(options.ProjectIdentifier)}";
        }
    }

    private static void Append(StringBuilder query, string name, string? value)
    {
        if (value is not null)
        {
            query.Append(query.Length > 0 ? "&" : "").Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_$]{0,127}\z", RegexOptions.NonBacktracking)]
    private static partial Regex PipelineIds();

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z", RegexOptions.NonBacktracking)]
    private static partial Regex ExecutionIds();
}
