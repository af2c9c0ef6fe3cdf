using System.Globalization;
using Opsroom.TrainRouting;
using Opsroom.Workflow.Routing;

// usage: train-routing [folds] [MISTAKES]
// Cross-validates on evals/routing/tune and writes src/Opsroom/Workflow/Routing/routing.weights; `folds` only validates.
var root = RoutingFiles.Root() ?? throw new InvalidOperationException("Run this inside the source tree.");
var onlyFolds = args is ["folds", ..];
var examples = TuningData.Read(root, Setting.Weights);
var trainer = new LinearTrainer(TuningData.Agents.Length) { Epochs = (int)Setting.Of("EPOCHS", 20), Rate = Setting.Of("RATE", 0.25f), Decay = Setting.Of("DECAY", 2e-5f) };
var folds = new Folds(examples, trainer);
folds.Run(Console.Out, args.ElementAtOrDefault(1));
var temperature = Calibration.Temperature(examples, folds.HeldOutScores);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"temperature {temperature:0.00}"));
Calibration.WriteBands(Console.Out, examples, folds.HeldOutScores, temperature);
if (!onlyFolds)
{
    var model = RoutingModel.Quantise(RoutingFiles.Fingerprint(root), TuningData.Agents, temperature, trainer.Train(examples));
    using var file = File.Create(Path.Combine(root, "src/Opsroom/Workflow/Routing/routing.weights"));
    model.Save(file);
}
