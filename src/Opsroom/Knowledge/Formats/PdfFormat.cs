using System.Text;
using UglyToad.PdfPig;
using UglyToad.PdfPig.DocumentLayoutAnalysis.TextExtractor;
using UglyToad.PdfPig.Exceptions;

namespace Opsroom.Knowledge.Formats;

/// <summary>Reads the text of a PDF, a form feed behind each page. What is only a picture of text is not read.</summary>
internal static class PdfFormat
{
    private const int MostPages = 3_000;

    /// <exception cref="FormatException">It cannot be read, is encrypted, or holds no text.</exception>
    public static string Text(byte[] bytes, int longest)
    {
        var text = new StringBuilder();
        try
        {
            using var pdf = PdfDocument.Open(bytes, new ParsingOptions { UseLenientParsing = true, SkipMissingFonts = true });
            if (pdf.NumberOfPages > MostPages)
            {
                throw new FormatException($"it has {pdf.NumberOfPages} pages, and {MostPages} are read at most: split it");
            }

            for (var number = 1; number <= pdf.NumberOfPages; number++)
            {
                text.Append(number > 1 ? "\f" : "").Append(ContentOrderTextExtractor.GetText(pdf.GetPage(number)).Replace('\f', ' '));
                if (text.Length > longest)
                {
                    throw new FormatException($"its text has more than {longest} characters: split it");
                }
            }
        }
        catch (PdfDocumentEncryptedException encrypted)
        {
            throw new FormatException("it is encrypted: store it without a password", encrypted);
        }
        catch (Exception broken) when (broken is not (FormatException or OutOfMemoryException))
        {
            // the reader throws whatever comes up in a damaged file
            throw new FormatException($"it is no PDF that can be read: {broken.Message}", broken);
        }

        return text.ToString().AsSpan().ContainsAnyExcept(" \t\r\n\f") ? text.ToString() : throw new FormatException("it holds no text, only pictures of it perhaps: run a text recognition over it first");
    }
}
