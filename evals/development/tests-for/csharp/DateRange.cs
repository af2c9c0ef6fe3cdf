using System;
using System.Collections.Generic;
using System.Linq;

namespace Shop.Calendar;

/// <summary>A range of days, the first and the last included.</summary>
public readonly record struct DateRange
{
    /// <summary>Makes a range. The end must not lie before the start.</summary>
    public DateRange(DateOnly start, DateOnly end)
    {
        if (end < start)
        {
            throw new ArgumentException("the end lies before the start", nameof(end));
        }

        Start = start;
        End = end;
    }

    public DateOnly Start { get; }

    public DateOnly End { get; }

    /// <summary>How many days; one for a range that ends on the day it starts.</summary>
    public int Days => End.DayNumber - Start.DayNumber + 1;

    public bool Contains(DateOnly day) => day >= Start && day <= End;

    public bool Overlaps(DateRange other) => Start <= other.End && other.Start <= End;

    /// <summary>Whether the other range begins on the day after this one ends, or the reverse.</summary>
    public bool Touches(DateRange other) => End.AddDays(1) == other.Start || other.End.AddDays(1) == Start;

    /// <summary>The days that both have, or null.</summary>
    public DateRange? Intersect(DateRange other)
    {
        if (!Overlaps(other))
        {
            return null;
        }

        return new DateRange(Start > other.Start ? Start : other.Start, End < other.End ? End : other.End);
    }

    /// <summary>This range without the days of the other: none, one or two ranges.</summary>
    public IReadOnlyList<DateRange> Without(DateRange other)
    {
        var left = new List<DateRange>();
        if (!Overlaps(other))
        {
            left.Add(this);
            return left;
        }

        if (Start < other.Start)
        {
            left.Add(new DateRange(Start, other.Start.AddDays(-1)));
        }

        if (End > other.End)
        {
            left.Add(new DateRange(other.End.AddDays(1), End));
        }

        return left;
    }

    /// <summary>Joins ranges that overlap or touch, in order.</summary>
    public static IReadOnlyList<DateRange> Merge(IEnumerable<DateRange> ranges)
    {
        var merged = new List<DateRange>();
        foreach (var range in ranges.OrderBy(range => range.Start).ThenBy(range => range.End))
        {
            if (merged.Count > 0 && (merged[^1].Overlaps(range) || merged[^1].Touches(range)))
            {
                var last = merged[^1];
                merged[^1] = new DateRange(last.Start, last.End > range.End ? last.End : range.End);
            }
            else
            {
                merged.Add(range);
            }
        }

        return merged;
    }

    /// <summary>Cuts the range where months begin.</summary>
    public IEnumerable<DateRange> ByMonth()
    {
        var from = Start;
        while (from <= End)
        {
            var last = new DateOnly(from.Year, from.Month, DateTime.DaysInMonth(from.Year, from.Month));
            yield return new DateRange(from, last < End ? last : End);
            from = last.AddDays(1);
        }
    }

    /// <summary>Working days, Monday to Friday, that are not in the list of holidays.</summary>
    public int WorkingDays(IReadOnlySet<DateOnly>? holidays = null)
    {
        var count = 0;
        for (var day = Start; day <= End; day = day.AddDays(1))
        {
            var weekend = day.DayOfWeek == DayOfWeek.Saturday || day.DayOfWeek == DayOfWeek.Sunday;
            if (!weekend && holidays?.Contains(day) != true)
            {
                count++;
            }
        }

        return count;
    }
}
