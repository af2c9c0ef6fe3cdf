using System.IO.Compression;
using System.Text;
using Opsroom.Knowledge.Documents;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;

namespace Opsroom.Tests.Knowledge.Documents;

public sealed class DocumentFileTests
{
    [Theory]
    [InlineData("a/disk-full_notes.txt", "some text", "text", "Disk full notes")]
    [InlineData("a.md", "# Head\ntext", "markdown", "Head")]
    [InlineData("a.md", "---\ntitle: Matter\n---\n# Head\ntext", "markdown", "Matter")]
    [InlineData("a.html", "<h1>Head</h1>text", "html", "Head")]
    [InlineData("a.rst", "Head\n====\ntext", "rst", "Head")]
    [InlineData("README", "text", "text", "README")]
    public void Format_and_title_follow_from_name_and_text(string source, string text, string format, string title)
    {
        var stored = Read(source, Encoding.UTF8.GetBytes(text));

        Assert.Equal((format, title), (stored.Format, stored.Title));
    }

    [Fact]
    public void A_pdf_is_read_page_by_page()
    {
        var builder = new PdfDocumentBuilder();
        var font = builder.AddStandard14Font(Standard14Font.Helvetica);
        foreach (var text in (string[])["Failover of the payments database", "Promote the standby first"])
        {
            builder.AddPage(PageSize.A4).AddText(text, 12, new PdfPoint(40, 700), font);
        }

        var stored = Read("guides/failover.pdf", builder.Build());

        Assert.Equal("Failover", stored.Title);
        Assert.Equal(
            [("page 1, line 1", "Failover of the payments database"), ("page 2, line 1", "Promote the standby first")],
            DocumentFile.Indexed(stored).Passages.Select(passage => (passage.Location, passage.Text.Trim())));
    }

    [Fact]
    public void What_is_no_document_is_refused_with_the_reason()
    {
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            archive.CreateEntry("a");
        }

        Assert.Contains("packed", Refusal("a.md", zip.ToArray()), StringComparison.Ordinal);
        Assert.Contains("binary", Refusal("a.txt", [1, 2, 0, 3]), StringComparison.Ordinal);
        Assert.Contains("no PDF", Refusal("a.pdf", "%PDF-1.7 broken"u8.ToArray()), StringComparison.Ordinal);
        Assert.Contains("no text", Refusal("a.md", " \n\n "u8.ToArray()), StringComparison.Ordinal);
        Assert.Contains("no YAML", Refusal("a.yml", "a: ["u8.ToArray()), StringComparison.Ordinal);
        Assert.Contains("characters", Refusal("a.txt", Encoding.UTF8.GetBytes(new string('x', DocumentFile.LongestText + 1))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../a.md")]
    [InlineData("a//b.md")]
    [InlineData("runbooks/pod-crash-loop.md")]
    [InlineData("Runbooks")]
    [InlineData("a\nb.md")]
    public void Sources_are_paths_below_nothing_and_never_those_of_shipped_runbooks(string source) => Assert.Contains("source", Refusal(source, "text"u8.ToArray()), StringComparison.Ordinal);

    [Fact]
    public void Text_of_other_encodings_is_read()
    {
        Assert.Equal("größe", Read("a.txt", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("größe")]).Text);
        Assert.Equal("größe", Read("a.txt", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes("größe")]).Text);
    }

    private static Opsroom.Threads.Documents.StoredDocument Read(string source, byte[] bytes) =>
        DocumentFile.Read("default", "api", source, bytes, null, null, [], DateTimeOffset.UnixEpoch);

    private static string Refusal(string source, byte[] bytes) => Assert.Throws<FormatException>(() => Read(source, bytes)).Message;
}
