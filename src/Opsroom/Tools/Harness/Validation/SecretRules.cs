using Opsroom.Telemetry.Redaction;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Harness.Validation;

/// <summary>Secrets that stand in the document itself, where everybody who can read the pipeline reads them.</summary>
internal static class SecretRules
{
    /// <summary>What the redaction has put in the place of a secret before the document got here.</summary>
    private const string Redacted = "[redacted:";

    private const int LongestName = 64;

    private static readonly string[] SecretNames =
        ["password", "passwd", "passphrase", "apikey", "secretkey", "accesskey", "privatekey", "clientsecret", "authtoken", "accesstoken", "bearertoken"];

    private static readonly SecretScanner Scanner = new([]);

    public static void Check(YamlNode node, NodePath path, FindingList findings)
    {
        switch (node)
        {
            case YamlMap map:
                CheckVariable(map, path, findings);
                foreach (var (key, value) in map.Entries)
                {
                    var below = path.Below(key.Value);
                    if (value is YamlScalar scalar && key.Value != "value")
                    {
                        CheckScalar(key.Value, scalar, below, findings);
                    }
                    else
                    {
                        Check(value, below, findings);
                    }
                }

                break;
            case YamlList list:
                for (var i = 0; i < list.Items.Count; i++)
                {
                    Check(list.Items[i], path.At(i), findings);
                }

                break;
            case YamlScalar scalar:
                CheckScalar(string.Empty, scalar, path, findings);
                break;
        }
    }

    private static void CheckVariable(YamlMap map, NodePath path, FindingList findings)
    {
        if (map["value"] is YamlScalar value && map["type"]?.Text is "String" or null && map["name"]?.Text is { } name)
        {
            CheckScalar(name, value, path.Below("value"), findings);
        }
    }

    private static void CheckScalar(string name, YamlScalar value, NodePath path, FindingList findings)
    {
        var isNamed = IsSecretName(name) && IsLiteral(value);
        if (isNamed || value.Value.Contains(Redacted, StringComparison.Ordinal) || (value.Value.Length is >= 16 and < 100_000 && Scanner.Scan(value.Value) is { Count: > 0 }))
        {
            findings.Warn(
                "secret-in-clear", $"{(isNamed ? $"The value of \"{FindingList.Excerpt(name)}\"" : "This text")} looks like a secret. Keep it in Harness's secrets and refer to it as <+secrets.getValue(\"…\")>.", value, path);
        }
    }

    private static bool IsLiteral(YamlScalar value) =>
        value.Kind == ScalarKind.Text && value.Value.Length >= 4 && !value.Value.Contains("<+", StringComparison.Ordinal) && !value.Value.Contains('$', StringComparison.Ordinal) && !value.Value.Contains(' ', StringComparison.Ordinal);

    private static bool IsSecretName(string name)
    {
        Span<char> letters = stackalloc char[Math.Min(name.Length, LongestName)];
        var length = 0;
        foreach (var letter in name.AsSpan(Math.Max(0, name.Length - LongestName)))
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                letters[length++] = char.ToLowerInvariant(letter);
            }
        }

        foreach (var word in SecretNames)
        {
            if (letters[..length].EndsWith(word, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
