using System.Globalization;
using Opsroom.TrainRouting;
using Opsroom.Workflow.Routing;

// usage: train-routing            trains on evals/routing/tune, writes src/Opsroom/Workflow/Routing/routing.weights
//        train-routing folds [F]  cross-validates, writes the held-out mistakes to F
// Both print how the folds went. Settings to try come from the environment (Setting.cs).
var root = RoutingFiles.Root() ?? throw new InvalidOperationException("Run this inside the source tree.");
var examples = TuningData.Read(root, Setting.Weights);
var trainer = new LinearTrainer(TuningData.Agents.Length) { Epochs = (int)Setting.Of("EPOCHS", 20), Rate = Setting.Of("RATE", 0.1f), Decay = Setting.Of("DECAY", 3e-3f) };
var folds = new Folds(examples, trainer);
folds.Run(Console.Out);
var temperature = Calibration.Temperature(examples, folds.HeldOut);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"temperature {temperature:0.00}"));
Calibration.WriteBands(Console.Out, examples, folds.HeldOut, temperature);
if (args is not ["folds", ..])
{
    var model = RoutingModel.Quantise(RoutingFiles.Fingerprint(root), TuningData.Agents, temperature, trainer.Train(examples));
    using var file = File.Create(Path.Combine(root, "src/Opsroom/Workflow/Routing/routing.weights"));
    model.Save(file);
}
else if (args is [_, var path])
{
    using var mistakes = new StreamWriter(path);
    folds.WriteMistakes(mistakes);
}
