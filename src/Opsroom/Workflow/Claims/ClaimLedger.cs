using System.Globalization;
using System.Text;
using Opsroom.Threads;

namespace Opsroom.Workflow.Claims;

/// <summary>What is found out about the claims of one answer.</summary>
internal sealed class ClaimLedger
{
    private const int LongestClaim = 500;

    private readonly List<StruckStatement> struck = [];
    private readonly List<string> conjectures = [];

    /// <summary>How many claims were met.</summary>
    public int Claims { get; private set; }

    public int Standing { get; private set; }

    /// <summary>What the claims said, whichever form of the answer they stood in.</summary>
    public Repetitions Repetitions { get; } = new();

    public bool IsClean => struck.Count == 0 && conjectures.Count == 0;

    public bool HasStruck => struck.Count > 0;

    public ClaimsChecked Result => new(Standing, [.. struck], [.. conjectures]);

    /// <summary>One more claim, with the number under which it is told of.</summary>
    public int Meet(int standing)
    {
        Standing += standing;
        return ++Claims;
    }

    public void Strike(int number, string claim, IEnumerable<ClaimFault> faults) =>
        struck.AddRange(faults.Select(fault => new StruckStatement(number, Cut(claim), fault.Quote is { } quote ? Cut(quote) : null, fault.Citation?.Source, fault.Citation?.Location, fault.Why)));

    public void Suppose(string claim) => conjectures.Add(Cut(claim));

    /// <summary>What the answer says about itself, at its end.</summary>
    public string Told()
    {
        var text = new StringBuilder();
        if (struck.Count > 0)
        {
            text.Append("\n\n**Struck:** what the evidence of this thread does not bear out.\n\n");
            foreach (var claim in struck)
            {
                text.Append(CultureInfo.InvariantCulture, $"- struck: claim {claim.Number}");
                if (claim.Source is { } source)
                {
                    text.Append(CultureInfo.InvariantCulture, $", cited from `{source.Replace('`', '\'')}`{(claim.Location is { } location ? $" ({location.Replace('`', '\'')})" : "")}");
                }

                text.Append(": ").Append(claim.Why).Append(".\n");
            }
        }

        if (conjectures.Count > 0)
        {
            text.Append("\n\n**Conjecture:** said about causes without a quote from the evidence.\n\n");
            foreach (var claim in conjectures)
            {
                text.Append("- ").Append(claim.ReplaceLineEndings(" ")).Append('\n');
            }
        }

        return text.ToString().TrimEnd();
    }

    private static string Cut(string text) => text.Length <= LongestClaim ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[LongestClaim - 1]) ? LongestClaim - 1 : LongestClaim), "…");
}
