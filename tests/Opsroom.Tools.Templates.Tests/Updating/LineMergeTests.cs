using System.Diagnostics;
using Opsroom.Tools.Templates.Updating;

namespace Opsroom.Tools.Templates.Tests.Updating;

public sealed class LineMergeTests
{
    [Theory]
    [InlineData("a\nb\nc\n", "a\nb\nc\nmine\n", "a\nB\nc\n", "a\nB\nc\nmine\n")]
    [InlineData("a\nb\nc\n", "mine\na\nb\nc\n", "a\nb\nc", "mine\na\nb\nc")]
    [InlineData("a\nb\nc\nd\n", "a\nc\nd\n", "a\nb\nc\nD\n", "a\nc\nD\n")]
    [InlineData("a\r\nb\r\nc\r\n", "a\r\nb\r\nmine\r\nc\r\n", "A\nb\nc\n", "A\r\nb\r\nmine\r\nc\r\n")]
    [InlineData("a\n", "a\n", "", "")]
    [InlineData("", "", "x\n", "x\n")]
    [InlineData("a\nb\n", "a\nsame\nb\n", "a\nsame\nb\n", "a\nsame\nb\n")]
    public void Changes_of_different_lines_are_taken_together(string before, string mine, string theirs, string merged)
    {
        var result = LineMerge.Of(before, mine, theirs, "template 2");
        Assert.Equal(merged, result.Text);
        Assert.Empty(result.Conflicts);
    }

    [Fact]
    public void Changes_of_the_same_line_stand_between_marks()
    {
        var result = LineMerge.Of("a\nport: 80\nz\n", "a\nport: 81\nz\n", "a\nport: 82\nz\n", "template 2");
        Assert.Equal("a\n<<<<<<< project\nport: 81\n=======\nport: 82\n>>>>>>> template 2\nz\n", result.Text);
        Assert.Equal([2], result.Conflicts);
    }

    [Fact]
    public void A_last_line_without_an_end_keeps_its_text_in_a_conflict()
    {
        var result = LineMerge.Of("a", "mine", "theirs", "template");
        Assert.Equal("<<<<<<< project\nmine\n=======\ntheirs\n>>>>>>> template\n", result.Text);
    }

    [Fact]
    public void No_line_of_either_side_is_ever_lost()
    {
        var random = new Random(20_26);
        for (var round = 0; round < 3_000; round++)
        {
            var (before, mine, theirs) = RandomTexts.Three(random);
            var result = LineMerge.Of(before, mine, theirs, "template");
            foreach (var line in RandomTexts.Own(mine).Concat(RandomTexts.Own(theirs)))
            {
                Assert.True(result.Text.Split('\n').Contains(line), $"round {round}: '{line}' is lost from\n{result.Text}\nbefore\n{before}\nmine\n{mine}\ntheirs\n{theirs}");
            }

            if (mine == before || theirs == before)
            {
                Assert.Equal(mine == before ? theirs : mine, result.Text);
            }
        }
    }

    [Fact]
    public async Task A_merge_is_that_of_git()
    {
        var folder = Directory.CreateTempSubdirectory("opsroom-merge-").FullName;
        try
        {
            var (random, agreed) = (new Random(7), 0);
            for (var round = 0; round < 60; round++)
            {
                var (before, mine, theirs) = RandomTexts.Three(random);
                foreach (var (name, text) in new[] { ("before", before), ("mine", mine), ("theirs", theirs) })
                {
                    await File.WriteAllTextAsync(Path.Combine(folder, name), text, TestContext.Current.CancellationToken);
                }

                using var git = Process.Start(new ProcessStartInfo("git", ["merge-file", "-p", "-q", "mine", "before", "theirs"]) { WorkingDirectory = folder, RedirectStandardOutput = true, UseShellExecute = false })!;
                var merged = await git.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
                await git.WaitForExitAsync(TestContext.Current.CancellationToken);
                var result = LineMerge.Of(before, mine, theirs, "template");
                agreed += git.ExitCode == 0 ? result.Text == merged ? 1 : 0 : result.Conflicts.Count > 0 ? 1 : 0;
            }

            // two differences of the same texts may pair repeated lines in different ways, and both are right
            Assert.InRange(agreed, 55, 60);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

/// <summary>A text and two successors of it; every line that a successor adds is found by its number.</summary>
internal static class RandomTexts
{
    public static (string Before, string Mine, string Theirs) Three(Random random)
    {
        List<string> before = [.. Enumerable.Range(0, random.Next(0, 16)).Select(_ => $"line {random.Next(0, 9)}")];
        return (Text(before, random), Text(Changed(before, "mine", random), random), Text(Changed(before, "theirs", random), random));
    }

    public static IEnumerable<string> Own(string text) => text.Split('\n').Where(line => line.StartsWith("mine", StringComparison.Ordinal) || line.StartsWith("theirs", StringComparison.Ordinal));

    public static List<string> Changed(List<string> lines, string own, Random random)
    {
        List<string> changed = [.. lines];
        for (var left = random.Next(0, 5); left > 0; left--)
        {
            var at = random.Next(changed.Count + 1);
            var kind = at == changed.Count ? 0 : random.Next(3);
            switch (kind)
            {
                case 0:
                    changed.Insert(at, $"{own} {random.Next(1_000)}");
                    break;
                case 1 when !changed[at].StartsWith(own, StringComparison.Ordinal):
                    changed.RemoveAt(at);
                    break;
                case 2 when !changed[at].StartsWith(own, StringComparison.Ordinal):
                    changed[at] = $"{own} {random.Next(1_000)}";
                    break;
            }
        }

        return changed;
    }

    public static string Text(List<string> lines, Random random) => string.Join('\n', lines) + (lines.Count > 0 && random.Next(6) > 0 ? "\n" : "");
}
