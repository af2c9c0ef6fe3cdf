using DiffPlex;
using DiffPlex.Model;

namespace Opsroom.Tools.Templates.Updating;

/// <summary>
/// Merges two successors of one text line by line, as <c>git merge-file</c> does. The two differences come from DiffPlex; its own three-way merge is not used, for it drops lines of both
/// sides where one of them ends in an addition.
/// </summary>
internal sealed class LineMerge
{
    public const string Begin = "<<<<<<<";
    public const string Middle = "=======";
    public const string End = ">>>>>>>";

    private readonly List<string> merged = [];
    private readonly List<int> conflicts = [];
    private readonly string newer;

    private LineMerge(string newer) => this.newer = newer;

    /// <param name="before">What both come from; empty where they have nothing in common.</param>
    /// <param name="mine">The project's text, whose line ends the result has.</param>
    /// <param name="theirs">The template's text.</param>
    /// <param name="newer">What the template's side of a conflict is called.</param>
    public static MergedText Of(string before, string mine, string theirs, string newer)
    {
        var ending = EndingOf(mine) ?? EndingOf(theirs);
        var merge = new LineMerge(newer);
        if (ending is null)
        {
            merge.Run(before, mine, theirs);
            return new MergedText(string.Concat(merge.merged), merge.conflicts);
        }

        merge.Run(Plain(before), Plain(mine), Plain(theirs));
        var text = string.Concat(merge.merged);
        return new MergedText(ending == "\n" ? text : text.Replace("\n", ending, StringComparison.Ordinal), merge.conflicts);
    }

    /// <summary>With line ends of one kind.</summary>
    public static string Plain(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal);

    private void Run(string before, string mine, string theirs)
    {
        var (first, second) = (Differ.Instance.CreateDiffs(before, mine, ignoreWhiteSpace: false, ignoreCase: false, WholeLines.Instance), Differ.Instance.CreateDiffs(before, theirs, ignoreWhiteSpace: false, ignoreCase: false, WholeLines.Instance));
        var common = WholeLines.Instance.Chunk(before);
        var (ours, others) = (new Side(WholeLines.Instance.Chunk(mine), first.DiffBlocks), new Side(WholeLines.Instance.Chunk(theirs), second.DiffBlocks));
        var at = 0;
        while (ours.Next is not null || others.Next is not null)
        {
            var start = Math.Min(ours.Next?.DeleteStartA ?? int.MaxValue, others.Next?.DeleteStartA ?? int.MaxValue);
            var end = start;
            var (fromOurs, fromOthers) = (ours.Begin(start), others.Begin(start));
            // changes that touch belong together: who changed the line above may have meant this one too
            while (ours.Take(ref end) || others.Take(ref end))
            {
            }

            merged.AddRange(common.Skip(at).Take(start - at));
            Resolve(ours.Lines(fromOurs, end), others.Lines(fromOthers, end), [.. common.Skip(start).Take(end - start)]);
            at = end;
        }

        merged.AddRange(common.Skip(at));
    }

    private void Resolve(List<string> mine, List<string> theirs, List<string> before)
    {
        if (mine.SequenceEqual(theirs, StringComparer.Ordinal) || theirs.SequenceEqual(before, StringComparer.Ordinal))
        {
            merged.AddRange(mine);
            return;
        }

        if (mine.SequenceEqual(before, StringComparer.Ordinal))
        {
            merged.AddRange(theirs);
            return;
        }

        var least = Math.Min(mine.Count, theirs.Count);
        var head = 0;
        while (head < least && mine[head] == theirs[head])
        {
            head++;
        }

        var tail = 0;
        while (tail < least - head && mine[^(tail + 1)] == theirs[^(tail + 1)])
        {
            tail++;
        }

        merged.AddRange(mine.Take(head));
        conflicts.Add(merged.Count + 1);
        Mark($"{Begin} project");
        Add(mine[head..^tail]);
        Mark(Middle);
        Add(theirs[head..^tail]);
        Mark($"{End} {newer}");
        merged.AddRange(mine.TakeLast(tail));
    }

    private void Mark(string text) => merged.Add(text + "\n");

    private void Add(List<string> lines) => merged.AddRange(lines.Select(line => line.EndsWith('\n') ? line : line + "\n"));

    /// <summary>How the lines of a text end; null where they do not all end in the same way, or there is only one.</summary>
    private static string? EndingOf(string text)
    {
        var all = text.Count(letter => letter == '\n');
        var windows = text.AsSpan().Count("\r\n");
        return windows == all && all > 0 ? "\r\n" : windows == 0 ? "\n" : null;
    }

    /// <summary>One successor and how far its changes are taken.</summary>
    private sealed class Side(IReadOnlyList<string> lines, IList<DiffBlock> blocks)
    {
        private int taken;
        private int shift;

        public DiffBlock? Next => taken < blocks.Count ? blocks[taken] : null;

        /// <summary>Where a line of the common text stands here.</summary>
        public int Begin(int line) => line + shift;

        /// <summary>Takes the next change if it touches what is taken.</summary>
        public bool Take(ref int end)
        {
            if (Next is not { } block || block.DeleteStartA > end)
            {
                return false;
            }

            end = Math.Max(end, block.DeleteStartA + block.DeleteCountA);
            shift += block.InsertCountB - block.DeleteCountA;
            taken++;
            return true;
        }

        public List<string> Lines(int from, int end) => [.. lines.Skip(from).Take(end + shift - from)];
    }

    /// <summary>Lines with their ends; a text that ends in one has no empty line after it.</summary>
    private sealed class WholeLines : IChunker
    {
        public static WholeLines Instance { get; } = new();

        public IReadOnlyList<string> Chunk(string text)
        {
            var lines = new List<string>();
            for (int at = 0, end; at < text.Length; at = end)
            {
                var found = text.IndexOf('\n', at);
                end = found < 0 ? text.Length : found + 1;
                lines.Add(text[at..end]);
            }

            return lines;
        }
    }
}

/// <param name="Conflicts">The lines, from 1, at which a conflict begins.</param>
internal sealed record MergedText(string Text, IReadOnlyList<int> Conflicts);
