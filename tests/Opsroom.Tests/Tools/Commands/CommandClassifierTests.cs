using Opsroom.Tools.Commands;

namespace Opsroom.Tests.Tools.Commands;

public sealed class CommandClassifierTests
{
    [Fact]
    public void The_measuring_corpus_stays_above_its_floor()
    {
        var evaluation = CommandEvaluation.Run(File.ReadLines(CommandEvaluation.MeasuringFile(null)));

        Assert.True(evaluation.Exact >= 0.97, evaluation.ToText(verbose: false));
        Assert.True(evaluation.Missed.IsEmpty, evaluation.ToText(verbose: false));
    }

    [Theory]
    [InlineData("tune.jsonl")]
    [InlineData("regress.jsonl")]
    public void What_was_learnt_from_stays_known(string file)
    {
        var folder = Path.GetDirectoryName(CommandEvaluation.MeasuringFile(null))!;
        var evaluation = CommandEvaluation.Run(File.ReadLines(Path.Combine(folder, file)));

        Assert.True(evaluation.Exact == 1, evaluation.ToText(verbose: true));
    }

    [Theory]
    [InlineData("rancher clusters frobnicate", nameof(CommandEffect.Read))]
    [InlineData("rancher clusters delete old", nameof(CommandEffect.Destroy))]
    [InlineData("argo list --output-file=x", nameof(CommandEffect.Change))]
    [InlineData("aws ec2 stop-instances --dry-run --no-dry-run", nameof(CommandEffect.Change))]
    [InlineData("kubectl get deploy delete", nameof(CommandEffect.Read))]
    public void A_name_that_tells_what_it_does_is_believed_over_a_row_that_reads(string command, string effect) =>
        Assert.Equal(effect, CommandClassifier.Classify(command).Effect.ToString());

    [Theory]
    [InlineData("echo 'rm -rf data' | tee x.sh | bash", nameof(CommandEffect.Destroy))]
    [InlineData("V=get; if x; then V=delete; fi; kubectl $V pod web-0", nameof(CommandEffect.Destroy))]
    [InlineData("kubectl get secrets -o jsonpath='{.items[*].metadata.name}'", nameof(CommandEffect.Read))]
    [InlineData("EXPLAIN ANALYZE DELETE FROM t", nameof(CommandEffect.Destroy))]
    [InlineData("grep -rn 'kubectl delete' docs/ # rm -rf x", nameof(CommandEffect.Read))]
    public void What_runs_counts_and_what_is_only_quoted_does_not(string command, string effect) =>
        Assert.Equal(effect, CommandClassifier.Classify(command).Effect.ToString());
}
