namespace Opsroom.Models.Playbooks.Briefings;

/// <summary>Tells why a call did not do what it was made for: refused, rejected, not configured, failed.</summary>
internal static class Outcome
{
    private const string NotConfigured = "not_configured";
    private const string Denied = "denied";

    public static string? CodeOf(ToolExchange exchange) => exchange.Result.Member("error")?.Text("code");

    public static bool IsNotConfigured(ToolExchange exchange) => CodeOf(exchange) == NotConfigured;

    /// <summary>Whether the call was made and worked; says why where it did not. False also while it waits.</summary>
    /// <param name="what">What it was for, as the start of a sentence.</param>
    /// <param name="byHand">A command that a person can run instead, where nothing is configured.</param>
    public static bool Succeeded(this Told told, ToolExchange? made, string what, string? byHand = null)
    {
        if (made is not { Succeeded: false })
        {
            return made is not null;
        }

        var reason = Told.Quote(ToolAnswers.FailureOf(made));
        var fault = ToolAnswers.FaultOf(made);
        switch (CodeOf(made))
        {
            case NotConfigured:
                var setting = fault.Setting is { } keys && !keys.Split(", ").All(key => ToolAnswers.FailureOf(made).Contains(key, StringComparison.Ordinal)) ? $" Set `{keys}`." : "";
                told.NotDone($"{what}. {reason}{setting}", NotConfigured, fault.Setting);
                break;
            case Denied:
                told.NotDone($"{what}. {reason} I do not ask for it again.");
                return false;
            default:
                told.NotDone($"{what}. {reason}");
                break;
        }

        if (byHand is not null && CodeOf(made) is NotConfigured or Desk.NotOffered)
        {
            told.Line($"By hand, meanwhile: `{byHand}`");
        }

        return false;
    }
}
