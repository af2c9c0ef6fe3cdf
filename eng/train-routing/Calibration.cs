namespace Opsroom.TrainRouting;

/// <summary>Finds the temperature at which held-out probabilities mean what they say.</summary>
internal static class Calibration
{
    /// <summary>The temperature with the least log loss on held-out probabilities that were made at temperature 1.</summary>
    public static float Temperature(List<Example> examples, float[][] heldOut)
    {
        var best = (Loss: double.MaxValue, Temperature: 1f);
        for (var temperature = 0.3f; temperature < 3f; temperature += 0.02f)
        {
            double loss = 0;
            for (var i = 0; i < examples.Count; i++)
            {
                double sum = 0, accepted = 0;
                for (var c = 0; c < heldOut[i].Length; c++)
                {
                    var share = Math.Pow(heldOut[i][c], 1 / temperature);
                    sum += share;
                    accepted += examples[i].Task.Acceptable.Contains(TuningData.Agents[c], StringComparer.Ordinal) ? share : 0;
                }

                loss -= Math.Log(Math.Max(accepted / sum, 1e-9));
            }

            if (loss < best.Loss)
            {
                best = (loss, temperature);
            }
        }

        return best.Temperature;
    }

    /// <summary>For each band of confidence: how many held-out tasks fall in it and how many of them are right.</summary>
    public static void WriteBands(TextWriter report, List<Example> examples, float[][] heldOut, float temperature)
    {
        Span<int> tasks = stackalloc int[10];
        Span<int> right = stackalloc int[10];
        for (var i = 0; i < examples.Count; i++)
        {
            var sum = heldOut[i].Sum(share => Math.Pow(share, 1 / temperature));
            var best = Array.IndexOf(heldOut[i], heldOut[i].Max());
            var band = Math.Min(9, (int)(Math.Pow(heldOut[i][best], 1 / temperature) / sum * 10));
            tasks[band]++;
            right[band] += examples[i].Task.Acceptable.Contains(TuningData.Agents[best], StringComparer.Ordinal) ? 1 : 0;
        }

        for (var band = 0; band < tasks.Length; band++)
        {
            report.WriteLine($"confidence {band / 10.0:0.0}+  {tasks[band],5} tasks  {(tasks[band] == 0 ? 0 : 100 * right[band] / tasks[band]),3} % right");
        }
    }
}
