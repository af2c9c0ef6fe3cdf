using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Harness.Validation;

/// <summary>Gathers findings, up to a bound.</summary>
internal sealed class FindingList(int bound)
{
    private const int LongestExcerpt = 80;

    private readonly List<Finding> findings = [];

    public IReadOnlyList<Finding> All => findings;

    /// <summary>Whether nothing more is taken, so that looking further is in vain.</summary>
    public bool IsFull => findings.Count >= bound;

    public void Error(string rule, string message, YamlNode at, NodePath path, TextFix? fix = null) => Add(Severity.Error, rule, message, at, path, fix);

    public void Warn(string rule, string message, YamlNode at, NodePath path, TextFix? fix = null) => Add(Severity.Warning, rule, message, at, path, fix);

    public void Suggest(string rule, string message, YamlNode at, NodePath path) => Add(Severity.Info, rule, message, at, path, null);

    public void Add(Finding finding)
    {
        if (findings.Count < bound)
        {
            findings.Add(finding);
        }
    }

    /// <summary>Text of the document's, short enough for a message.</summary>
    public static string Excerpt(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= LongestExcerpt ? line : line[..LongestExcerpt] + "…";
    }

    private void Add(Severity severity, string rule, string message, YamlNode at, NodePath path, TextFix? fix)
    {
        if (findings.Count < bound)
        {
            findings.Add(new(rule, severity, message, path.ToString(), at.Line == 0 ? null : at.Line, at.Column == 0 ? null : at.Column, Fix: fix));
        }
    }
}
