using CsCheck;
using Opsroom.Tools.Changes;

namespace Opsroom.Tests.Tools.Changes;

public sealed class UnifiedDiffTests
{
    [Fact]
    public void Changes_stand_in_hunks_with_three_lines_around_them()
    {
        var before = string.Concat(Enumerable.Range(1, 30).Select(line => $"line {line}\n"));
        var after = before.Replace("line 3\n", "line three\n", StringComparison.Ordinal).Replace("line 20\n", "", StringComparison.Ordinal) + "line 31\n";

        var diff = UnifiedDiff.Of(before, after);

        Assert.Equal((2, 2), (diff.Added, diff.Removed));
        Assert.Equal(
            """
            @@ -1,6 +1,6 @@
             line 1
             line 2
            -line 3
            +line three
             line 4
             line 5
             line 6
            @@ -17,7 +17,6 @@
             line 17
             line 18
             line 19
            -line 20
             line 21
             line 22
             line 23
            @@ -28,3 +27,4 @@
             line 28
             line 29
             line 30
            +line 31

            """.ReplaceLineEndings("\n"),
            diff.Text);
    }

    [Theory]
    [InlineData("", "a\nb\n", "@@ -0,0 +1,2 @@\n+a\n+b\n")]
    [InlineData("a\nb", "", "@@ -1,2 +0,0 @@\n-a\n-b\n")]
    [InlineData("a\r\nb\r\n", "a\nb\n", "")]
    [InlineData("", "", "")]
    public void Empty_texts_and_ends_of_lines_are_seen_to(string before, string after, string expected) => Assert.Equal(expected, UnifiedDiff.Of(before, after).Text);

    [Fact]
    public void A_diff_says_all_that_is_needed_to_make_the_new_text_of_the_old_one() =>
        Gen.Select(Gen.Char["abc"].Array[0, 40], Gen.Char["abc"].Array[0, 40]).Sample(
            (before, after) =>
            {
                var (old, made) = (before.Select(line => line.ToString()).ToArray(), after.Select(line => line.ToString()).ToArray());
                var diff = UnifiedDiff.Of(string.Join('\n', old), string.Join('\n', made));
                return Apply(old, diff.Text).SequenceEqual(made) && diff.Added - diff.Removed == made.Length - old.Length;
            },
            iter: 2_000);

    [Fact]
    public void Texts_that_have_nothing_in_common_are_shown_as_replaced()
    {
        var diff = UnifiedDiff.Of(string.Join('\n', Enumerable.Range(0, 3_000)), string.Join('\n', Enumerable.Range(10_000, 3_000)));
        Assert.Equal((3_000, 3_000), (diff.Added, diff.Removed));
    }

    /// <summary>Applies a diff as patch does.</summary>
    private static List<string> Apply(string[] old, string diff)
    {
        var (made, at) = (new List<string>(), 0);
        foreach (var line in diff.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            switch (line[0])
            {
                case '@':
                    var place = line.Split(' ')[1][1..].Split(',');
                    var start = int.Parse(place[0], System.Globalization.CultureInfo.InvariantCulture) - (place[1] == "0" ? 0 : 1);
                    made.AddRange(old[at..start]);
                    at = start;
                    break;
                case '+':
                    made.Add(line[1..]);
                    break;
                default:
                    if (line[0] == ' ')
                    {
                        made.Add(old[at]);
                    }

                    Assert.Equal(old[at++], line[1..]);
                    break;
            }
        }

        made.AddRange(old[at..]);
        return made;
    }
}
