#:project ../../src/ActorBackprop.Runs
#:property PublishAot=false
// A custom data set: dotnet run docs/samples/my-data.cs
// Two spirals that wind around each other: two numbers in, one of two classes out.

using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Configuration;
using ActorBackprop.Runs.Training;

var run = TrainingRun.Execute(new RunRequest
{
    Settings = new TrainingSettings
    {
        Layers = [2, 32, 32, 2],
        Activations = [Activation.Tanh],
        Cost = Cost.SoftmaxCrossEntropy,
        Optimizer = OptimizerKind.Adam,
        LearningRate = 0.01f,
        Minibatch = 20,
        Epochs = 30,
        Workers = 2,
    },
    Data = DataSets.Of(Spirals(3000, new Random(1)), Spirals(1000, new Random(2))),
    Out = Directory.CreateTempSubdirectory().FullName,
});
Console.WriteLine($"{run.TestAccuracy:P1} of {run.Start.TestImages:N0} points are on the spiral that the network says");

// Pixels may be bytes, of which a network sees pixel / 255, or floats as here, which it sees as they are.
static Dataset Spirals(int points, Random random)
{
    var (values, labels) = (new float[2 * points], new byte[points]);
    for (var i = 0; i < points; i++)
    {
        labels[i] = (byte)(i % 2);
        var along = random.NextDouble();
        var angle = 2 * Math.PI * (1.5 * along + labels[i] / 2.0);
        values[2 * i] = (float)((0.1 + along) * Math.Cos(angle) + 0.02 * (random.NextDouble() - 0.5));
        values[2 * i + 1] = (float)((0.1 + along) * Math.Sin(angle) + 0.02 * (random.NextDouble() - 0.5));
    }
    return new Dataset(values, labels, rows: 1, columns: 2, classes: 2);
}
