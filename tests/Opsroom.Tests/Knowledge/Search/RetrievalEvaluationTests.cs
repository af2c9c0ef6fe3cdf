using Opsroom.Knowledge.Search;

namespace Opsroom.Tests.Knowledge.Search;

public sealed class RetrievalEvaluationTests
{
    [Theory]
    [InlineData("tune.jsonl", 0.85, 0.97)]
    [InlineData("develop.jsonl", 0.95, 0.99)]
    [InlineData("measure.jsonl", 0.90, 0.98)]
    public void Questions_find_their_runbook(string file, double first, double amongFive)
    {
        var folder = Path.GetDirectoryName(RetrievalEvaluation.MeasuringFile())!;
        var evaluation = RetrievalEvaluation.Run(File.ReadLines(Path.Combine(folder, file)));

        Assert.True(evaluation.First >= first, evaluation.ToText(verbose: false));
        Assert.True(evaluation.AmongFive >= amongFive, evaluation.ToText(verbose: false));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("""{"id": "x", "question": 3, "expected": []}""")]
    public void What_is_no_question_is_refused(string line) => Assert.Throws<FormatException>(() => RetrievalEvaluation.Run([line]));
}
