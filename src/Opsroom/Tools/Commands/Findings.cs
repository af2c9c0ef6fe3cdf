using System.Collections.Immutable;

namespace Opsroom.Tools.Commands;

/// <param name="Program">The tool whose command it is.</param>
/// <param name="Part">The part of the line.</param>
internal sealed record CommandFinding(CommandEffect Effect, string Program, string Part, string Why)
{
    private const int LongestPart = 120;

    public override string ToString()
    {
        var part = Part.Replace('\n', ' ').Replace(Unknown.Char, '…');
        return $"`{(part.Length > LongestPart ? part[..LongestPart] + "…" : part)}`: {Why}";
    }
}

/// <summary>What was found out about each part of a line.</summary>
internal sealed class Findings
{
    private const int MostReasons = 20;

    private readonly List<CommandFinding> all = [];
    private readonly HashSet<CommandFinding> seen = [];

    public IReadOnlyList<CommandFinding> All => all;

    public CommandEffect Effect { get; private set; }

    /// <summary>The tool that the effect comes from; empty for a line without a command.</summary>
    public string Program => all.FirstOrDefault(each => each.Effect == Effect)?.Program ?? "";

    /// <summary>One sentence per part, the most severe first.</summary>
    public ImmutableArray<string> Reasons =>
        [.. all.OrderByDescending(each => each.Effect).Take(MostReasons).Select(each => each.ToString()).Distinct(StringComparer.Ordinal)];

    public void Add(CommandEffect effect, string program, string part, string why)
    {
        var finding = new CommandFinding(effect, program, part, why);
        Effect = (CommandEffect)Math.Max((int)Effect, (int)effect);
        if (all.Count < 1000 && seen.Add(finding))
        {
            all.Add(finding);
        }
    }
}
