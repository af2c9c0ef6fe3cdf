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
    [InlineData("echo 'rm -rf data' | tee x.sh | bash", nameof(CommandEffect.Destroy))]
    [InlineData("V=get; if x; then V=delete; fi; kubectl $V pod web-0", nameof(CommandEffect.Destroy))]
    [InlineData("kubectl get secrets -o jsonpath='{.items[*].metadata.name}'", nameof(CommandEffect.Read))]
    [InlineData("EXPLAIN ANALYZE DELETE FROM t", nameof(CommandEffect.Destroy))]
    [InlineData("grep -rn 'kubectl delete' docs/ # rm -rf x", nameof(CommandEffect.Read))]
    public void What_runs_counts_and_what_is_only_quoted_does_not(string command, string effect) =>
        Assert.Equal(effect, CommandClassifier.Classify(command).Effect.ToString());
}
