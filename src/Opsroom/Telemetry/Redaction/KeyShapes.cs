using static Opsroom.Telemetry.Redaction.CharacterSets;

namespace Opsroom.Telemetry.Redaction;

/// <summary>The keys that their issuers made recognisable. Sources: the issuers' documentation and their secret scanning registrations.</summary>
internal static class KeyShapes
{
    public static IReadOnlyList<IKeyShape> All { get; } =
    [
        // models and their neighbours
        new KeyShape("sk-ant-", "anthropic", UrlBase64, 13),
        new KeyShape("sk-proj-", "openai", UrlBase64, 20),
        new KeyShape("sk-svcacct-", "openai", UrlBase64, 20),
        new KeyShape("sk-admin-", "openai", UrlBase64, 20),
        new KeyShape("sk-or-v1-", "openrouter", LowerAlphanumeric, 32),
        new KeyShape("sk-", "openai", Alphanumeric, 20, Random: true),
        new KeyShape("lsv2_pt_", "langsmith", Word, 32),
        new KeyShape("lsv2_sk_", "langsmith", Word, 32),
        new KeyShape("ls__", "langsmith", Alphanumeric, 32),
        new KeyShape("pcsk_", "pinecone", Word, 32),
        new KeyShape("pa-", "voyage", UrlBase64, 40, 64, Random: true),
        new KeyShape("al-", "voyage", UrlBase64, 40, 64, Random: true),
        new KeyShape("tvly-", "tavily", UrlBase64, 16),
        new KeyShape("hf_", "huggingface", Alphanumeric, 30),
        new KeyShape("gsk_", "groq", Alphanumeric, 40),
        new KeyShape("xai-", "xai", Alphanumeric, 60),

        // source hosts, registries, delivery
        new KeyShape("ghp_", "github", Alphanumeric, 30),
        new KeyShape("gho_", "github", Alphanumeric, 30),
        new KeyShape("ghu_", "github", Alphanumeric, 30),
        new KeyShape("ghs_", "github", UrlBase64Dotted, 30),
        new KeyShape("ghr_", "github", Alphanumeric, 30),
        new KeyShape("github_pat_", "github", Word, 30),
        new KeyShape("glpat-", "gitlab", UrlBase64Dotted, 16),
        new KeyShape("gldt-", "gitlab", UrlBase64, 16),
        new KeyShape("glrt-", "gitlab", UrlBase64Dotted, 16),
        new KeyShape("glcbt-", "gitlab", UrlBase64Dotted, 16),
        new KeyShape("glptt-", "gitlab", UrlBase64, 16),
        new KeyShape("glsoat-", "gitlab", UrlBase64, 16),
        new KeyShape("glagent-", "gitlab", UrlBase64, 16),
        new KeyShape("npm_", "npm", Alphanumeric, 30, Random: true),
        new KeyShape("pypi-", "pypi", UrlBase64, 60),
        new KeyShape("dckr_pat_", "docker", UrlBase64, 20),
        new KeyShape("dckr_oat_", "docker", UrlBase64, 20),
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
        new KeyShape("hvs.", "vault", UrlBase64, 24),
        new KeyShape("hvb.", "vault", UrlBase64, 24),
        new KeyShape("dapi", "databricks", LowerHex, 32, 32),

        // messages, payments, monitoring
        new SlackKeyShape(),
        new KeyShape("xapp-", "slack", UrlBase64, 20),
        new KeyShape("hooks.slack.com/services/", "slack", SlackPath, 20),
        new KeyShape("sk_live_", "stripe", Alphanumeric, 12),
        new KeyShape("sk_test_", "stripe", Alphanumeric, 12),
        new KeyShape("rk_live_", "stripe", Alphanumeric, 12),
        new KeyShape("rk_test_", "stripe", Alphanumeric, 12),
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
}
