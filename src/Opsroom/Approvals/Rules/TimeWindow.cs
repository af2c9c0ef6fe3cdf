using System.Collections.Immutable;

namespace Opsroom.Approvals.Rules;

/// <summary>Times at which a rule holds: certain days and hours within a span of dates, as the clocks of a zone show them.</summary>
/// <param name="Days">The days on which the hours begin; empty for every day.</param>
/// <param name="Opens">When the hours begin.</param>
/// <param name="Lasts">How long they last on the clock, at most a day; they may end on the next day.</param>
/// <param name="From">The first moment, as the zone's clocks show it.</param>
/// <param name="Until">The moment after the last one.</param>
internal sealed record TimeWindow(TimeZoneInfo Zone, ImmutableArray<DayOfWeek> Days, TimeSpan Opens, TimeSpan Lasts, DateTime? From, DateTime? Until)
{
    private static readonly DateTime Earliest = new(2, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime Latest = new(9998, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly TimeSpan WholeDay = TimeSpan.FromDays(1);

    /// <summary>Whether the moment lies within.</summary>
    /// <param name="generous">Where clocks show an hour twice and the window begins or ends in it: whether the longer reading counts.</param>
    public bool Contains(DateTimeOffset moment, bool generous)
    {
        var now = moment.UtcDateTime < Earliest ? Earliest : moment.UtcDateTime > Latest ? Latest : moment.UtcDateTime;
        if ((From is { } from && now < Moment(from, first: generous)) || (Until is { } until && now >= Moment(until, first: !generous)))
        {
            return false;
        }

        if (Days.IsEmpty && Lasts == WholeDay)
        {
            return true;
        }

        var today = TimeZoneInfo.ConvertTimeFromUtc(now, Zone).Date;
        return IsOpen(today.AddDays(-1)) || IsOpen(today) || IsOpen(today.AddDays(1));

        bool IsOpen(DateTime day) =>
            (Days.IsEmpty || Days.Contains(day.DayOfWeek))
            && now >= Moment(day + Opens, first: generous)
            && now < Moment(day + Opens + Lasts, first: !generous);
    }

    /// <summary>When the zone's clocks show a time. One that they skip is the moment of the jump; of one that they show twice it is the first or the second.</summary>
    private DateTime Moment(DateTime shown, bool first)
    {
        shown = DateTime.SpecifyKind(shown, DateTimeKind.Unspecified);
        var skipped = Zone.IsInvalidTime(shown);
        while (Zone.IsInvalidTime(shown))
        {
            shown = shown.AddMinutes(-1);
        }

        if (skipped)
        {
            shown = shown.AddMinutes(1);
            return DateTime.SpecifyKind(shown - Zone.GetUtcOffset(shown.AddMinutes(-1)), DateTimeKind.Utc);
        }

        var offset = !Zone.IsAmbiguousTime(shown) ? Zone.GetUtcOffset(shown)
            : first ? Zone.GetAmbiguousTimeOffsets(shown).Max() : Zone.GetAmbiguousTimeOffsets(shown).Min();
        return DateTime.SpecifyKind(shown - offset, DateTimeKind.Utc);
    }
}
