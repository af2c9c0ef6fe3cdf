using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Opsroom.Workflow.Claims;

/// <summary>
/// The claims of an answer in Markdown. A claim is an item or a paragraph with the quotes that belong to it, a row of a table, or a part under a heading of its own among the causes. What none of its
/// quotes bears out is taken out; what is said about a cause without any quote is called conjecture; everything else stays word for word.
/// </summary>
internal sealed class AnswerClaims
{
    private const double Supported = 0.3;

    private static readonly string[] ListingsOfText = ["", "text", "txt", "log", "logs", "console", "plain", "output", "out"];

    private readonly ClaimJudge judge;
    private readonly ClaimLedger ledger;
    private readonly string[] lines;
    private readonly List<AnswerBlock> blocks;
    private readonly Dictionary<AnswerBlock, string> edits = [];
    private readonly HashSet<AnswerBlock> settled = [];
    private readonly List<(IReadOnlyList<AnswerBlock> Blocks, int Number)> unquoted = [];
    private readonly List<AnswerBlock> beside = [];

    private AnswerClaims(string text, ClaimJudge judge, ClaimLedger ledger)
    {
        (this.judge, this.ledger) = (judge, ledger);
        lines = text.ReplaceLineEndings("\n").Split('\n');
        blocks = AnswerBlocks.Read(lines);
    }

    /// <summary>The answer without the claims that do not stand.</summary>
    public static string Check(string text, ClaimJudge judge, ClaimLedger ledger)
    {
        var answer = new AnswerClaims(text, judge, ledger);
        foreach (var unit in AnswerUnits.Of(answer.blocks, answer.WordsOf))
        {
            answer.Settle(unit);
        }

        // only now is known all that was struck, also by what stands further down
        answer.SettleUnquoted();
        answer.DropRepetitions();
        return ledger.IsClean ? text : answer.Written();
    }

    private void Settle(AnswerUnit unit)
    {
        var around = ImmutableArray.CreateRange(CitationReader.Find(WordsOf(unit.Blocks[0])).Select(citation => citation.Citation));
        var judged = unit.Blocks.Select(block => (Block: block, Of: Judge(block, unit.OfCause, around))).ToList();
        var all = judged.Aggregate(Judged.Nothing, (before, one) => before.And(one.Of));
        if (!all.HasQuotes && !unit.OfCause)
        {
            return;
        }

        settled.UnionWith(unit.Blocks);
        var said = string.Join(' ', unit.Blocks.Select(WordsOf)).Trim();
        if (!all.HasQuotes)
        {
            if (CauseWords.IsNone(said) || said.EndsWith(':'))
            {
                beside.AddRange(unit.Blocks);
            }
            else
            {
                unquoted.Add((unit.Blocks, ledger.Meet(0)));
            }

            return;
        }

        var number = ledger.Meet(all.Standing);
        if (all.Faults.IsEmpty)
        {
            // what stands below a claim without a quote of its own is not borne out by the claim's
            beside.AddRange(judged.Skip(1).Where(one => !one.Of.HasQuotes).Select(one => one.Block));
            ledger.Repetitions.Stand(string.Join(' ', judged.Where((one, index) => index == 0 || one.Of.HasQuotes).Select(one => WordsOf(one.Block))));
            return;
        }

        ledger.Strike(number, WordsOf(unit.Blocks[0]), all.Faults);
        var marker = string.Create(CultureInfo.InvariantCulture, $"*[claim {number} struck]*");
        if (all.Standing == 0 || !KeepStanding(judged, unit.OfCause, marker))
        {
            ledger.Repetitions.Strike(said);
            Remove(unit.Blocks, marker);
        }
    }

    /// <summary>Takes out only what does not stand. False where nothing of the claim itself would be left.</summary>
    private bool KeepStanding(List<(AnswerBlock Block, Judged Of)> judged, bool ofCause, string marker)
    {
        var (first, of) = judged[0];
        if (of.Faults.Length > 0)
        {
            var kept = StandingSentences(WordsOf(first), ofCause);
            if (kept.Length == 0)
            {
                return false;
            }

            edits[first] = $"{LeadOf(first)}{kept} {marker}";
        }

        foreach (var (block, found) in judged.Skip(1).Where(one => one.Of.Faults.Length > 0))
        {
            ledger.Repetitions.Strike(WordsOf(block));
            edits[block] = found.Standing > 0 && block.Kind is BlockKind.Item or BlockKind.Paragraph && StandingSentences(WordsOf(block), ofCause) is { Length: > 0 } rest
                ? $"{LeadOf(block)}{rest} {marker}"
                : block.Kind == BlockKind.Row ? "" : $"{LeadOf(block)}{marker}";
        }

        return true;
    }

    /// <summary>The sentences whose own quotes stand, each with those before it that lead up to it; what stands by itself goes with the next quote, or the last.</summary>
    private string StandingSentences(string text, bool ofCause)
    {
        var kept = new StringBuilder();
        var waiting = new StringBuilder();
        var keeps = false;
        foreach (var sentence in Sentences.Of(text))
        {
            var of = judge.Words(sentence, ofCause);
            waiting.Append(sentence);
            if (!of.HasQuotes)
            {
                continue;
            }

            keeps = of.Faults.IsEmpty;
            if (keeps)
            {
                kept.Append(waiting);
            }
            else
            {
                ledger.Repetitions.Strike(waiting.ToString());
            }

            waiting.Clear();
        }

        return (keeps ? kept.Append(waiting) : kept).ToString().Trim();
    }

    private Judged Judge(AnswerBlock block, bool ofCause, ImmutableArray<Citation> around) => block.Kind switch
    {
        BlockKind.Quote => judge.Lines(LinesOf(block).Select(line => line.TrimStart().TrimStart('>').Trim()), around),
        BlockKind.Listing when ListingsOfText.Contains(block.Info, StringComparer.Ordinal) && (ofCause || !around.IsEmpty) =>
            judge.Lines(LinesOf(block).Skip(1).SkipLast(1), around),
        BlockKind.Listing => Judged.Nothing,
        _ => judge.Words(WordsOf(block), ofCause),
    };

    /// <summary>What is said about a cause without a quote is conjecture, unless it only repeats what was struck: then it goes with that.</summary>
    private void SettleUnquoted()
    {
        foreach (var (unit, number) in unquoted)
        {
            var rest = unit.Select(block => ledger.Repetitions.Without(WordsOf(block))).ToList();
            var said = string.Join(' ', rest).Trim();
            var onlyLeads = unit.Count > 1 && (unit[0].Kind == BlockKind.Heading || said.EndsWith(':')) && rest.Skip(1).All(words => words.Length == 0);
            if (rest[0].Length == 0 && WordsOf(unit[0]).Length > 0 || onlyLeads)
            {
                Remove(unit, "");
                continue;
            }

            ledger.Suppose(said);
            Remove(unit, string.Create(CultureInfo.InvariantCulture, $"*[claim {number} has no quote: see conjecture]*"));
        }

        foreach (var block in beside)
        {
            var words = WordsOf(block);
            if (block.Kind != BlockKind.Listing && ledger.Repetitions.Without(words) is var rest && rest.Length < words.Trim().Length)
            {
                edits[block] = rest.Length > 0 && block.Kind != BlockKind.Row ? LeadOf(block) + rest : "";
            }
        }
    }

    /// <summary>What repeats a struck claim in other words goes with it, and what is said about causes elsewhere needs a quote somewhere.</summary>
    private void DropRepetitions()
    {
        if (!ledger.HasStruck && ledger.Standing > 0)
        {
            return;
        }

        foreach (var block in blocks.Where(block => block.Kind is BlockKind.Paragraph or BlockKind.Item && !settled.Contains(block)))
        {
            var kept = new StringBuilder();
            var changed = false;
            foreach (var sentence in Sentences.Of(WordsOf(block)))
            {
                var states = CauseWords.IsStatement(sentence, strictly: !ledger.HasStruck);
                if ((states || block.Kind == BlockKind.Paragraph) && ledger.Repetitions.Hold(sentence))
                {
                    changed = true;
                }
                else if (states && ledger.Repetitions.Support(sentence) < Supported)
                {
                    changed = true;
                    ledger.Meet(0);
                    ledger.Suppose(sentence.Trim());
                }
                else
                {
                    kept.Append(sentence);
                }
            }

            if (changed)
            {
                edits[block] = kept.ToString().Trim() is { Length: > 0 } rest ? LeadOf(block) + rest : "";
            }
        }
    }

    private void Remove(IReadOnlyList<AnswerBlock> removed, string marker)
    {
        foreach (var block in removed)
        {
            edits[block] = "";
        }

        if (removed[0].Kind != BlockKind.Row && marker.Length > 0)
        {
            edits[removed[0]] = removed[0].Kind == BlockKind.Quote || removed[0].Kind == BlockKind.Heading ? marker : LeadOf(removed[0]) + marker;
        }
    }

    private string Written()
    {
        var text = new StringBuilder();
        var byLine = blocks.ToDictionary(block => block.First);
        for (var index = 0; index < lines.Length; index++)
        {
            if (byLine.TryGetValue(index, out var block) && edits.TryGetValue(block, out var edit))
            {
                index = block.Last;
                if (edit.Length > 0)
                {
                    text.Append(edit).Append('\n');
                }
            }
            else if (lines[index].Length > 0 || text.Length > 0 && !text.ToString().EndsWith("\n\n", StringComparison.Ordinal))
            {
                text.Append(lines[index]).Append('\n');
            }
        }

        var rest = text.ToString().Trim();
        return (rest.Length == 0 ? "No claim of this answer stands." : rest) + ledger.Told();
    }

    private string[] LinesOf(AnswerBlock block) => lines[block.First..(block.Last + 1)];

    private string WordsOf(AnswerBlock block) => block.Kind == BlockKind.Row
        ? lines[block.First].Trim().Trim('|')
        : string.Join('\n', LinesOf(block).Select((line, index) => index == 0 || block.Kind == BlockKind.Quote ? AnswerBlocks.Words(line) : line.Trim()));

    /// <summary>What stands before the words of a block: how far it is indented, and its mark.</summary>
    private string LeadOf(AnswerBlock block)
    {
        var line = lines[block.First];
        var words = AnswerBlocks.Words(line);
        var at = words.Length == 0 ? line.Length : line.IndexOf(words, StringComparison.Ordinal);
        return line[..at];
    }
}
