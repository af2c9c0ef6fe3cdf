namespace Opsroom.Knowledge.Chunking;

/// <summary>A part of a document that is found and quoted as one.</summary>
/// <param name="Heading">The headings above it, outermost first, joined by " > "; empty above the first.</param>
/// <param name="Line">The line of the file that it begins on, from 1.</param>
internal sealed record Passage(string Heading, int Line, string Text)
{
    /// <summary>Where it stands, as a reader would cite it.</summary>
    public string Location => Heading.Length > 0
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Heading}, line {Line}")
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"line {Line}");
}
