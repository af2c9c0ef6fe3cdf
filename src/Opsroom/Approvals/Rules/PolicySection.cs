using Opsroom.Tools;
using Opsroom.Tools.Yaml;

namespace Opsroom.Approvals.Rules;

/// <summary>Everything that is wrong with a file, in the order it was found.</summary>
internal sealed class PolicyFindings
{
    private const int Most = 100;

    private readonly List<Finding> findings = [];

    public IReadOnlyList<Finding> All => findings;

    public bool HasErrors => findings.Any(finding => finding.Severity == Severity.Error);

    public void Error(YamlNode at, string rule, string message) => Add(new Finding(rule, Severity.Error, message, null, Math.Max(1, at.Line), Math.Max(1, at.Column)));

    public void Warn(YamlNode at, string rule, string message) => Add(new Finding(rule, Severity.Warning, message, null, Math.Max(1, at.Line), Math.Max(1, at.Column)));

    public void Tell(YamlNode at, string rule, string message) => Add(new Finding(rule, Severity.Info, message, null, Math.Max(1, at.Line), Math.Max(1, at.Column)));

    public void Add(Finding finding)
    {
        if (findings.Count < Most)
        {
            findings.Add(finding);
        }
    }
}

/// <summary>One mapping of the file with the keys it may have. A key that is not one of them is an error that names the nearest one.</summary>
internal sealed class PolicySection
{
    private const int LongestText = 500;

    private readonly YamlMap map;
    private readonly PolicyFindings findings;

    private PolicySection(YamlMap map, PolicyFindings findings) => (this.map, this.findings) = (map, findings);

    /// <summary>Where it stands.</summary>
    public YamlNode At => map;

    /// <summary>The section that a node is, or null where it is none, which has then been said.</summary>
    public static PolicySection? Of(YamlNode node, string what, ReadOnlySpan<string> keys, PolicyFindings findings)
    {
        if (node is not YamlMap map)
        {
            findings.Error(node, "policy-type", $"{what} has to be a mapping with the keys {string.Join(", ", keys)}.");
            return null;
        }

        foreach (var (key, _) in map.Entries)
        {
            if (!keys.Contains(key.Value))
            {
                var near = Spelling.Nearest(key.Value, keys.ToArray());
                findings.Error(key, "policy-key", $"{what} has no key '{Shown(key.Value)}'. {(near is null ? $"It has {string.Join(", ", keys)}." : $"Did you mean '{near}'?")}");
            }
        }

        return new PolicySection(map, findings);
    }

    public static string Shown(string text) => text.Length > 60 ? text[..60] + "…" : text;

    public YamlNode? Find(string key) => map[key];

    public PolicySection? Section(string key, string what, ReadOnlySpan<string> keys) => map[key] is { } node ? Of(node, what, keys, findings) : null;

    /// <summary>A text that is there and not empty.</summary>
    public string? Text(string key, bool required = false)
    {
        if (map[key] is not { } node)
        {
            if (required)
            {
                findings.Error(map, "policy-missing", $"'{key}' is missing here.");
            }

            return null;
        }

        return TextOf(node, key);
    }

    /// <summary>One text, or a list of them, with their places.</summary>
    public IEnumerable<(string Text, YamlNode At)> Texts(string key)
    {
        if (map[key] is not { } node)
        {
            yield break;
        }

        if (node is YamlList { Items.Count: 0 })
        {
            findings.Error(node, "policy-type", $"'{key}' is an empty list: name something, or leave the key out.");
        }

        foreach (var item in node is YamlList list ? list.Items : [node])
        {
            if (TextOf(item, key) is { } text)
            {
                yield return (text, item);
            }
        }
    }

    /// <summary>The elements of a list of mappings.</summary>
    public IReadOnlyList<YamlNode> Items(string key)
    {
        switch (map[key])
        {
            case null or YamlScalar { Kind: ScalarKind.Null }:
                return [];
            case YamlList list:
                return list.Items;
            case var other:
                findings.Error(other, "policy-type", $"'{key}' has to be a list.");
                return [];
        }
    }

    public bool? Flag(string key)
    {
        switch (map[key])
        {
            case null:
                return null;
            case YamlScalar { Kind: ScalarKind.Boolean } scalar:
                return scalar.Value is "true" or "True" or "TRUE";
            case var other:
                findings.Error(other, "policy-type", $"'{key}' has to be true or false.");
                return null;
        }
    }

    private string? TextOf(YamlNode node, string key)
    {
        if (node is not YamlScalar { Kind: not ScalarKind.Null, Value: { } value } || string.IsNullOrWhiteSpace(value))
        {
            findings.Error(node, "policy-type", $"'{key}' needs a text here.");
            return null;
        }

        if (value.Length > LongestText)
        {
            findings.Error(node, "policy-type", $"'{key}' has {value.Length} characters; at most {LongestText} are taken.");
            return null;
        }

        return value.Trim();
    }
}
