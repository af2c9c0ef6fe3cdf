using System.Buffers.Text;
using System.Text.RegularExpressions;
using Opsroom.Telemetry.Redaction;
using static Opsroom.Tools.Kubernetes.Linting.LintRule;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Kubernetes.Linting.Rules;

/// <summary>Passwords, keys and tokens where everybody can read them. No message repeats one.</summary>
internal static partial class CredentialRules
{
    public static IEnumerable<LintRule> All { get; } =
    [
        OfContainers("secret-in-env", Warning, "No credential stands in an environment variable.", "kube-linter: env-var-secret; datree", (container, report) =>
        {
            foreach (var each in container["env"].Items)
            {
                if (each["name"].Text is { } name && each["value"].Text is { Length: > 0 } value && (IsCredential(name, value) || PrivateKey().IsMatch(value)))
                {
                    report.Add(each["value"], $"{name} has its value in the manifest, for all who can read it. Put it into a Secret and refer to it with valueFrom.secretKeyRef, or mount it.");
                }
            }
        }),
        OfContainers("credentials-in-url", Warning, "No address holds a password.", "gitleaks, checkov", (container, report) =>
        {
            foreach (var each in container["env"].Items.Select(each => each["value"]).Concat(container["args"].Items).Concat(container["command"].Items))
            {
                if (each.Text is { } value && UrlPassword().IsMatch(value))
                {
                    report.Add(each, "This address holds a password, for all who can read the manifest or list processes. Take user and password from a Secret.");
                }
            }
        }),
        OfContainers("secret-in-args", Warning, "No credential stands in a command line.", "checkov, gitleaks", (container, report) =>
        {
            foreach (var each in container["args"].Items.Concat(container["command"].Items))
            {
                if (each.Text is { } argument && SecretFlag().Match(argument) is { Success: true } match && !match.Groups["value"].Value.StartsWith('$') && !IsPath(match.Groups["value"].Value))
                {
                    report.Add(each, $"The command line holds a value for {match.Groups["flag"].Value}, for all who can read the manifest or list processes. Take it from a Secret: $(NAME) of an environment variable, or a file.");
                }
            }
        }),
        OfContainers("secret-as-env", Info, "Secrets are mounted as files, not given as environment variables, which child processes and crash reports carry on.", "kube-linter: read-secret-from-env-var; CIS 5.4.1", (container, report) =>
        {
            foreach (var each in container["env"].Items.Where(each => each.At("valueFrom", "secretKeyRef").Exists))
            {
                report.Add(each.At("valueFrom", "secretKeyRef"), $"{each["name"].Text} comes from a Secret as an environment variable. A mounted file leaks less, and follows changes.");
            }
        }),
        OfObjects("secret-in-config-map", Warning, "No ConfigMap holds credentials.", "datree, trivy: KSV-01010", ["ConfigMap"], (each, report) =>
        {
            foreach (var (key, value) in each.Root["data"].Entries)
            {
                if (value.Text is { Length: > 0 } text && (IsCredential(key.Value, text) || PrivateKey().IsMatch(text) || UrlPassword().IsMatch(text)))
                {
                    report.Add(value, $"{key.Value} looks like a credential, and ConfigMaps are readable for most. Put it into a Secret.", place: key);
                }
            }
        }),
        OfObjects("secret-in-manifest", Warning, "Manifests hold no Secrets with values; they come from a vault, or sealed.", "Kubernetes: good practices for Secrets", ["Secret"], (each, report) =>
        {
            var field = (Spot[])[each.Root["stringData"], each.Root["data"]];
            if (each.Root["type"].Text != "helm.sh/release.v1" && field.FirstOrDefault(data => data.Entries.Any(entry => entry.Value.Text is { Length: > 0 } value && !value.Contains("${", StringComparison.Ordinal))) is { } place)
            {
                report.Add(place, "The Secret's values stand in the manifest; base64 hides nothing. Keep them in a vault and bring them in by External Secrets, SOPS or Sealed Secrets.", place: place.Map!.Entries[0].Key);
            }
        }),
        OfObjects("secret-data-not-base64", Error, "The data of a Secret is base64.", "API validation", ["Secret", "ConfigMap"], (each, report) =>
        {
            foreach (var (key, value) in each.Root[each.Kind == "Secret" ? "data" : "binaryData"].Entries)
            {
                if (value.Text is { } text && !IsBase64(text))
                {
                    report.Add(value, $"The value of {key.Value} is not base64; the API server refuses it.{(each.Kind == "Secret" ? " Encode it, or move it to stringData." : " Encode it, or move it to data.")}");
                }
            }
        }),
        OfObjects("data-too-large", Error, "ConfigMaps and Secrets hold at most 1 MiB.", "API validation", ["ConfigMap", "Secret"], (each, report) =>
        {
            var length = ((string[])["data", "stringData", "binaryData"]).Sum(field => each.Root[field].Entries.Sum(entry => (long)(entry.Value.Text?.Length ?? 0)));
            if (length > (each.Kind == "Secret" && !each.Root["stringData"].Exists ? 1_400_000 : 1_048_576))
            {
                report.Add(each.Root["data"].Exists ? each.Root["data"] : each.Naming, $"The values have {length:N0} characters; the API server takes 1 MiB. Use a volume, or an image that holds them.");
            }
        }),
        OfObjects("service-account-token-secret", Warning, "No Secret asks for a token that never expires.", "Kubernetes: managing service accounts", ["Secret"], (each, report) =>
        {
            if (each.Root["type"].Text == "kubernetes.io/service-account-token")
            {
                report.Add(each.Root["type"], "This makes a token for the API that never expires. Let pods use a projected token, and people kubectl create token.");
            }
        }),
    ];

    /// <summary>A name that means a credential, with a value that could be one: no switch, path, number or reference.</summary>
    private static bool IsCredential(string name, string value) =>
        CredentialName().IsMatch(name) && !NotCredentialName().IsMatch(name) && value.Length is > 2 and < 4096 && !IsPath(value) && !value.Contains('\n', StringComparison.Ordinal)
        && value is not ("true" or "false" or "none" or "disabled" or "enabled" or "yes" or "no" or "null" or "changeme") && !value.StartsWith("$(", StringComparison.Ordinal) && !value.StartsWith("${", StringComparison.Ordinal)
        && !value.StartsWith("{{", StringComparison.Ordinal) && !double.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out _) && !Uri.IsWellFormedUriString(value, UriKind.Absolute);

    private static bool IsPath(string value) => value.StartsWith('/') || value.StartsWith("./", StringComparison.Ordinal) || value.StartsWith("file:", StringComparison.Ordinal);

    /// <summary>Of a value that was redacted what it is called tells.</summary>
    private static bool IsBase64(string text) => RedactionToken.LengthAt(text) == text.Length && text.Length > 0
        ? !text.StartsWith($"{RedactionToken.Opening}{SecretManifests.NotBase64}:", StringComparison.Ordinal)
        : Base64.IsValid(text);

    [GeneratedRegex("(?:password|passwd|passphrase|secret|token|api[-_.]?key|access[-_.]?key|private[-_.]?key|credential|client[-_.]?secret|auth[-_.]?key|encryption[-_.]?key)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex CredentialName();

    /// <summary>Names of what only points to a credential, or tells how one is used.</summary>
    [GeneratedRegex("(?:[-_.](?:file|path|dir|name|ref|id|url|uri|host|endpoint|ttl|expiry|expiration|expires|length|size|type|issuer|audience|header|lifetime|timeout|policy|limit|enabled|mode|algorithm|region|namespace|arn)$|(?:Name|Path|File|Ref|Url|Type|Ttl)$|max[-_]?tokens)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NotCredentialName();

    [GeneratedRegex("[a-z][a-z0-9+.-]*://[^/\\s:@]*:[^/\\s:@$({<]+@", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex UrlPassword();

    [GeneratedRegex("-----BEGIN [A-Z ]*PRIVATE KEY", RegexOptions.NonBacktracking)]
    private static partial Regex PrivateKey();

    [GeneratedRegex("--?(?<flag>[a-z0-9-]*(?:password|passwd|secret|token|api-?key|access-?key))=(?<value>[^\\s]{3,})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex SecretFlag();
}
