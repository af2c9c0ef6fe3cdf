using System.Buffers;
using static Opsroom.Telemetry.Redaction.CharacterSets;

namespace Opsroom.Telemetry.Redaction;

/// <summary>The keys that their issuers made recognisable. Sources: the issuers' documentation and their secret scanning registrations.</summary>
internal static class KeyShapes
{
    public static IReadOnlyList<IKeyShape> All { get; } =
    [
        // models and their neighbours
        new KeyShape("sk-ant-", "anthropic", UrlBase64, 13),
        .. Shapes("openai", UrlBase64, 20, "sk-proj-", "sk-svcacct-", "sk-admin-"),
        new KeyShape("sk-or-v1-", "openrouter", LowerAlphanumeric, 32),
        new KeyShape("sk-", "openai", Alphanumeric, 20, Random: true),
        .. Shapes("langsmith", Word, 32, "lsv2_pt_", "lsv2_sk_"),
        new KeyShape("ls__", "langsmith", Alphanumeric, 32),
        new KeyShape("pcsk_", "pinecone", Word, 32),
        new KeyShape("pa-", "voyage", UrlBase64, 40, 64, Random: true),
        new KeyShape("al-", "voyage", UrlBase64, 40, 64, Random: true),
        new KeyShape("tvly-", "tavily", UrlBase64, 16),
        new KeyShape("hf_", "huggingface", Alphanumeric, 30),
        new KeyShape("gsk_", "groq", Alphanumeric, 40),
        new KeyShape("xai-", "xai", Alphanumeric, 60),

        // source hosts, registries, delivery
        .. Shapes("github", Alphanumeric, 30, "ghp_", "gho_", "ghu_", "ghr_"),
        new KeyShape("ghs_", "github", UrlBase64Dotted, 30),
        new KeyShape("github_pat_", "github", Word, 30),
        .. Shapes("gitlab", UrlBase64Dotted, 16, "glpat-", "glrt-", "glcbt-"),
        .. Shapes("gitlab", UrlBase64, 16, "gldt-", "glptt-", "glsoat-", "glagent-"),
        new KeyShape("npm_", "npm", Alphanumeric, 30, Random: true),
        new KeyShape("pypi-", "pypi", UrlBase64, 60),
        .. Shapes("docker", UrlBase64, 20, "dckr_pat_", "dckr_oat_"),
        new KeyShape("rubygems_", "rubygems", LowerHex, 48),
        new KeyShape("oy2", "nuget", LowerAlphanumeric, 43, 43, Random: true),
        new KeyShape("ATATT3", "atlassian", Bearer, 60),
        new HarnessKeyShape("pat."),
        new HarnessKeyShape("sat."),

        // clouds
        new AwsKeyShape("AKIA"),
        new AwsKeyShape("ASIA"),
        new KeyShape("AIza", "gcp", UrlBase64, 35, 35),
        new KeyShape("ya29.", "gcp", UrlBase64Dotted, 20),
        new KeyShape("GOCSPX-", "gcp", UrlBase64, 20),
        new KeyShape("dop_v1_", "digitalocean", LowerHex, 64, 64),
        .. Shapes("vault", UrlBase64, 24, "hvs.", "hvb."),
        new KeyShape("dapi", "databricks", LowerHex, 32, 32),

        // messages, payments, monitoring
        new SlackKeyShape(),
        new KeyShape("xapp-", "slack", UrlBase64, 20),
        new KeyShape("hooks.slack.com/services/", "slack", SlackPath, 20),
        .. Shapes("stripe", Alphanumeric, 12, "sk_live_", "sk_test_", "rk_live_", "rk_test_"),
        new KeyShape("whsec_", "stripe", Base64, 24),
        new KeyShape("SG.", "sendgrid", UrlBase64Dotted, 60, 72),
        new KeyShape("glsa_", "grafana", Word, 32),
        new KeyShape("glc_", "grafana", Base64, 40),
        new KeyShape("NRAK-", "newrelic", UpperAlphanumeric, 27, 27),
        new KeyShape("AGE-SECRET-KEY-1", "age", UpperAlphanumeric, 58, 58),
        new JsonWebTokenShape(),
    ];

    /// <summary>Keys that are told by a mark in their middle.</summary>
    public static readonly MarkedKeyShape[] Marked =
    [
        new MarkedKeyShape("7Q~", 3, "azure", UrlBase64DottedTilde, 37, 44),
        new MarkedKeyShape("8Q~", 3, "azure", UrlBase64DottedTilde, 37, 44),
        new MarkedKeyShape("JQQJ99", 52, "azure", Alphanumeric, 84, 84),
        new MarkedKeyShape(".atlasv1.", 14, "terraform", UrlBase64Dotted, 60, 128),
    ];

    /// <summary>Keys of one issuer that differ only in what they begin with.</summary>
    private static IEnumerable<KeyShape> Shapes(string kind, SearchValues<char> alphabet, int shortest, params IEnumerable<string> prefixes) =>
        prefixes.Select(prefix => new KeyShape(prefix, kind, alphabet, shortest));
}
