#:project ../../src/ActorBackprop.Runs
#:property PublishAot=false
// A data set of one's own: dotnet run docs/samples/my-data.cs
// Two spirals that wind around each other: two numbers in, one of two classes out.

using ActorBackprop.Learning.Data;
using ActorBackprop.Configuration;
using ActorBackprop.Runs.Training;

var settings = ResolvedConfiguration.Resolve(null, new Dictionary<string, string>(),
    [
        new Assignment("layers", "2,32,32,2", "this program"), new Assignment("activation", "tanh", "this program"),
        new Assignment("cost", "softmax-cross-entropy", "this program"), new Assignment("optimizer", "adam", "this program"),
        new Assignment("learningRate", "0.01", "this program"), new Assignment("minibatch", "20", "this program"),
        new Assignment("epochs", "30", "this program"), new Assignment("workers", "2", "this program"),
    ]);
var run = TrainingRun.Execute(
    new RunRequest
    {
        Configuration = settings,
        Arguments = [],
        Out = Directory.CreateTempSubdirectory().FullName,
        Data = DataSets.Of(Spirals(3000, new Random(1)), Spirals(1000, new Random(2))),
    },
    new Silent(), TimeProvider.System, CancellationToken.None);
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

internal sealed class Silent : IRunListener;
