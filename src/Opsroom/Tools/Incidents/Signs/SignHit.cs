using System.Runtime.InteropServices;
using Opsroom.Tools.Incidents.Signs.Patterns;

namespace Opsroom.Tools.Incidents.Signs;

/// <summary>A sign found in bytes, before anything was made a string.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SignHit(CatalogueEntry Entry, int Start, int Length, double Strength, Range Subject, Range Depends)
{
    public SignHit(CatalogueEntry entry, PatternHit found, double weight)
        : this(entry, found.Start, found.Length, entry.Sign.Specificity * weight, found.Subject, found.Depends)
    {
    }

    /// <summary>With what another wording of the sign took out, where this one took out less; its words then are the better ones to quote, if this one took out nothing.</summary>
    public SignHit With(PatternHit other)
    {
        var better = Names(other.Subject) || Names(other.Depends);
        return (better && !Names(Subject) && !Names(Depends) ? this with { Start = other.Start, Length = other.Length } : this) with
        {
            Subject = Names(Subject) ? Subject : other.Subject,
            Depends = Names(Depends) ? Depends : other.Depends,
        };
    }

    public static bool Names(Range taken) => !taken.Equals(default);

    /// <summary>Whether the other's words are only a part of these.</summary>
    public bool Contains(SignHit other) => Length > other.Length && Start <= other.Start && Start + Length >= other.Start + other.Length;
}
