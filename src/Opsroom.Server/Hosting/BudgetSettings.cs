using System.Globalization;
using Opsroom.Threads;

namespace Opsroom.Server.Hosting;

/// <summary>Reads the section <c>Budgets</c>. A limit that is not given, or 0, is none.</summary>
internal static class BudgetSettings
{
    /// <summary>Null where nothing is limited.</summary>
    public static RunBudgets? Read(SettingsReader reader)
    {
        var budgets = new RunBudgets(AllowanceIn(reader, "Budgets:Run"), AllowanceIn(reader, "Budgets:Thread"), AllowanceIn(reader, "Budgets:Day"), AtLimitIn(reader));
        return budgets is { Run.IsOpen: true, Thread.IsOpen: true, Day.IsOpen: true } ? null : budgets;
    }

    private static Allowance AllowanceIn(SettingsReader reader, string section) => new(
        Limit(reader, $"{section}:{nameof(Allowance.Tokens)}"), Dollars(reader, $"{section}:{nameof(Allowance.Cost)}"), Limit(reader, $"{section}:{nameof(Allowance.ToolCalls)}"),
        Limit(reader, $"{section}:{nameof(Allowance.ModelCalls)}"), Limit(reader, $"{section}:{nameof(Allowance.WallSeconds)}"));

    private static long? Limit(SettingsReader reader, string key) => reader.Whole(key, 0, 0, long.MaxValue / 2) is > 0 and var limit ? limit : null;

    private static decimal? Dollars(SettingsReader reader, string key)
    {
        if (reader.Text(key) is not { } text)
        {
            return null;
        }

        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var dollars))
        {
            return dollars > 0 ? dollars : null;
        }

        reader.Refuse($"{key} is '{text}': give US dollars, such as 2.50.");
        return null;
    }

    private static AtLimit AtLimitIn(SettingsReader reader)
    {
        switch (reader.Text("Budgets:AtLimit")?.ToLowerInvariant())
        {
            case null or "pause":
                return AtLimit.Pause;
            case "end":
                return AtLimit.End;
            case var other:
                reader.Refuse($"Budgets:AtLimit is '{other}': give pause or end.");
                return AtLimit.Pause;
        }
    }
}
