using Opsroom.Workflow.Routing;

namespace Opsroom.TrainRouting;

/// <summary>A labelled task as features.</summary>
/// <param name="Target">The probability that each agent should have.</param>
/// <param name="Writer">The file it comes from: its writer.</param>
internal sealed record Example(int[] Slots, float[] Values, float[] Target, LabelledTask Task, string Writer);

/// <summary>Multinomial logistic regression by AdaGrad with weight decay. The same examples give the same weights.</summary>
internal sealed class LinearTrainer(int classes)
{
    public int Epochs { get; init; } = 20;

    public float Rate { get; init; } = 0.1f;

    public float Decay { get; init; } = 3e-3f;

    public float[] Train(IReadOnlyList<Example> examples)
    {
        var weights = new float[classes << FeatureBuffer.Bits];
        var squares = new float[weights.Length];
        var order = Enumerable.Range(0, examples.Count).ToArray();
        var shuffle = new Shuffle(20240229);
        var errors = new float[classes];
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            shuffle.Apply(order);
            foreach (var index in order)
            {
                var example = examples[index];
                Score(weights, example, errors);
                for (var c = 0; c < classes; c++)
                {
                    errors[c] -= example.Target[c];
                }

                Step(weights, squares, example, errors);
            }
        }

        return weights;
    }

    private void Step(float[] weights, float[] squares, Example example, float[] errors)
    {
        for (var i = 0; i < example.Slots.Length; i++)
        {
            var at = example.Slots[i] * classes;
            var value = example.Values[i];
            for (var c = 0; c < classes; c++)
            {
                var gradient = (errors[c] * value) + (Decay * weights[at + c]);
                squares[at + c] += gradient * gradient;
                weights[at + c] -= Rate * gradient / (MathF.Sqrt(squares[at + c]) + 1e-3f);
            }
        }
    }

    public float[] Probabilities(float[] weights, Example example)
    {
        var probabilities = new float[classes];
        Score(weights, example, probabilities);
        return probabilities;
    }

    private void Score(float[] weights, Example example, float[] probabilities)
    {
        Array.Clear(probabilities);
        for (var i = 0; i < example.Slots.Length; i++)
        {
            var at = example.Slots[i] * classes;
            var value = example.Values[i];
            for (var c = 0; c < classes; c++)
            {
                probabilities[c] += weights[at + c] * value;
            }
        }

        TaskClassifier.Softmax(probabilities, 1);
    }
}

/// <summary>The same order on every machine.</summary>
internal sealed class Shuffle(ulong seed)
{
    private ulong _state = seed;

    public void Apply(int[] items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            _state = (_state * 6364136223846793005UL) + 1442695040888963407UL;
            var k = (int)((_state >> 33) % (ulong)(i + 1));
            (items[i], items[k]) = (items[k], items[i]);
        }
    }
}
