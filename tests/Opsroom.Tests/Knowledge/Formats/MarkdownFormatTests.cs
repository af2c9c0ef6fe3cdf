using System.Collections.Immutable;
using Opsroom.Knowledge.Chunking;
using Opsroom.Knowledge.Formats;

namespace Opsroom.Tests.Knowledge.Formats;

public sealed class MarkdownFormatTests
{
    [Fact]
    public void Passages_keep_their_headings_and_lines()
    {
        var passages = Chunks("# Disk full\n\nIntro.\n\n## Look\n\n### By hand ##\n\n- df\n\n## Mend\nDelete.");

        Assert.Equal(
            [("", 7, "Intro."), ("Look > By hand", 13, "- df"), ("Mend", 16, "Delete.")],
            passages.Select(passage => (passage.Heading, passage.Line, passage.Text)));
        Assert.Equal(["line 7", "Look > By hand, line 13", "Mend, line 16"], passages.Select(passage => passage.Location));
    }

    [Theory]
    [InlineData("```")]
    [InlineData("````")]
    [InlineData("~~~")]
    public void A_comment_in_code_is_no_heading(string fence)
    {
        var passage = Assert.Single(Chunks($"## Look\n\n{fence}sh\n# count first\ndu -sh\n{fence}\n#hashtag\n"));

        Assert.Equal("Look", passage.Heading);
        Assert.Contains("# count first", passage.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_sections_are_cut_between_lines()
    {
        var lines = Enumerable.Range(0, 100).Select(number => $"- point {number} with some words about it").ToArray();
        var passages = Chunks("## Points\n" + string.Join('\n', lines));

        Assert.True(passages.Length > 2);
        Assert.All(passages, passage => Assert.InRange(passage.Text.Length, 1, PassageCutter.Longest));
        Assert.Equal(lines, passages.SelectMany(passage => passage.Text.Split('\n')));
        Assert.Equal(lines[passages[1].Line - 6], passages[1].Text.Split('\n')[0]);
    }

    private static ImmutableArray<Passage> Chunks(string body) => MarkdownFormat.Passages("Disk full", body, firstLine: 5);
}
