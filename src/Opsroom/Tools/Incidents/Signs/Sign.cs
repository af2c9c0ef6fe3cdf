using System.Collections.Immutable;

namespace Opsroom.Tools.Incidents.Signs;

/// <summary>A message of the field and what it means.</summary>
/// <param name="Id">Its name in the catalogue.</param>
/// <param name="Category">The kind of cause that it names or points to.</param>
/// <param name="Role">Whether it is a cause, an effect of one, noise, or the end of trouble.</param>
/// <param name="Specificity">0 to 1: how sure the text alone names the cause.</param>
/// <param name="Title">What happened, as part of a sentence.</param>
/// <param name="Explanation">What it comes from and what to look at; empty where the title says it all.</param>
/// <param name="Rivals">Other signs that are easily taken for this one, by their ids.</param>
/// <param name="Origins">The places in which it counts.</param>
public sealed record Sign(
    string Id,
    IncidentCategory Category,
    SignRole Role,
    double Specificity,
    string Title,
    string Explanation,
    ImmutableArray<string> Rivals,
    SignOrigin Origins);

/// <summary>A sign that was found in a text.</summary>
/// <param name="Sign">What was found.</param>
/// <param name="Start">Where the words begin, in units of the text that was given (characters or bytes).</param>
/// <param name="Length">How long they are: what to quote at least.</param>
/// <param name="Strength">The sign's specificity, less where the words are quoted from a person or only supposed.</param>
/// <param name="Subject">What the text says it is about: a host, table, image, file system or certificate.</param>
/// <param name="Depends">The other party that the text names, for instance <c>db-1:5432</c>.</param>
public readonly record struct SignMatch(Sign Sign, int Start, int Length, double Strength, string? Subject, string? Depends)
{
    /// <summary>One behind the last character.</summary>
    public int End => Start + Length;
}
