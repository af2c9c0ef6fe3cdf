using System.Globalization;
using System.Text.RegularExpressions;
using Opsroom.Tools.Yaml;

namespace Opsroom.Approvals.Rules;

/// <summary>Reads who has to approve.</summary>
internal static partial class AskReader
{
    private const int MostApprovers = 20;

    private static readonly string[] Keys = ["roles", "count", "expires_after", "requester_may_approve"];
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <param name="usual">What holds for keys that are left out.</param>
    public static AskTerms Read(YamlNode node, AskTerms usual, PolicyFindings findings)
    {
        if (PolicySection.Of(node, "'ask'", Keys, findings) is not { } terms)
        {
            return usual;
        }

        return new AskTerms(
            terms.Find("roles") is null ? usual.ApproverRoles : [.. terms.Texts("roles").Select(role => role.Text).Distinct(StringComparer.Ordinal)],
            Count(terms, findings) ?? usual.Approvers,
            Lifetime(terms, findings) ?? usual.TimeToLive,
            terms.Flag("requester_may_approve") ?? usual.RequesterMayApprove);
    }

    private static int? Count(PolicySection terms, PolicyFindings findings)
    {
        if (terms.Text("count") is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= MostApprovers)
        {
            return count;
        }

        findings.Error(terms.Find("count")!, "policy-count", $"'count' is the number of people who have to approve: a whole number from 1 to {MostApprovers}.");
        return null;
    }

    private static TimeSpan? Lifetime(PolicySection terms, PolicyFindings findings)
    {
        if (terms.Text("expires_after") is not { } text)
        {
            return null;
        }

        if (Duration().Match(text) is { Success: true } match)
        {
            var amount = int.Parse(match.Groups["amount"].ValueSpan, CultureInfo.InvariantCulture);
            var time = match.Groups["unit"].ValueSpan switch
            {
                "s" => TimeSpan.FromSeconds(amount),
                "m" => TimeSpan.FromMinutes(amount),
                "h" => TimeSpan.FromHours(amount),
                _ => TimeSpan.FromDays(amount),
            };
            if (time >= Shortest && time <= Longest)
            {
                return time;
            }
        }

        findings.Error(terms.Find("expires_after")!, "policy-duration", "'expires_after' is a time such as 90s, 30m, 8h or 7d, from 1m to 30d.");
        return null;
    }

    [GeneratedRegex(@"^(?<amount>[0-9]{1,7})(?<unit>[smhd])\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Duration();
}
