using System.Globalization;

namespace Opsroom.Knowledge.Chunking;

/// <summary>A part of a document that is found and quoted as one.</summary>
/// <param name="Heading">The headings above it, outermost first, joined by " > "; empty above the first.</param>
/// <param name="Line">The line of the file that it begins on, from 1.</param>
/// <param name="Page">The page, from 1, where the file has pages; lines then count within the page.</param>
public sealed record Passage(string Heading, int Line, string Text, int? Page = null)
{
    /// <summary>Where it stands, as a reader would cite it.</summary>
    public string Location => Heading.Length > 0 ? $"{Heading}, {Place}" : Place;

    private string Place => Page is { } page
        ? string.Create(CultureInfo.InvariantCulture, $"page {page}, line {Line}")
        : string.Create(CultureInfo.InvariantCulture, $"line {Line}");
}
