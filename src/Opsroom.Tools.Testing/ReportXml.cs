using System.Xml;
using System.Xml.Linq;

namespace Opsroom.Tools.Testing;

/// <summary>Reads a report in XML that somebody handed in: no definitions, no entities, nothing fetched.</summary>
internal static class ReportXml
{
    private const long MostCharacters = 256L << 20;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Ignore,
        XmlResolver = null,
        MaxCharactersInDocument = MostCharacters,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CloseInput = true,
    };

    /// <summary>A reader that stands at the root element.</summary>
    /// <exception cref="XmlException">It is not XML; has line and column.</exception>
    public static XmlReader Open(string text)
    {
        // a byte order mark before the declaration is not white space for the reader
        var reader = XmlReader.Create(new StringReader(text.TrimStart('\uFEFF', ' ', '\t', '\r', '\n')), Settings);
        try
        {
            reader.MoveToContent();
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>Each element of a name, wherever it stands, one at a time.</summary>
    public static IEnumerable<XElement> Elements(XmlReader reader, string name)
    {
        while (!reader.EOF)
        {
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName == name)
            {
                // reads past the element by itself
                yield return (XElement)XNode.ReadFrom(reader);
            }
            else
            {
                reader.Read();
            }
        }
    }
}
