using ActorBackprop.Actors.Messages;
using ActorBackprop.Configuration;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs.Training;
using ActorBackprop.Testing;

namespace ActorBackprop.Runs.Tests.Patience;

public sealed class PatienceRunTests : IDisposable
{
    private const int Epochs = 60;

    private readonly SmallDigits _digits = new();

    private string[] Sets(params string[] more) =>
        [$"data={_digits.Data}", $"layers={SmallDigits.Layers}", $"epochs={Epochs}", "learningRate=1", "patience=3", "holdOut=last", .. more];

    /// <summary>The oracle trains without end, measures each epoch, and looks back at all of it.</summary>
    [Fact]
    public void Any_number_of_workers_and_none_end_where_the_validation_results_say()
    {
        var (endsAfter, best, correct) = Expected();
        Assert.InRange(endsAfter, 5, Epochs - 1);
        foreach (var (name, sequential, workers) in new[] { ("s", true, 1), ("w1", false, 1), ("w2", false, 2), ("w3", false, 3) })
        {
            var run = ListeningRun.Of(Sets($"workers={workers}"), _digits.At(name), sequential);
            var result = run.Result;
            Assert.Equal((TrainingEnd.Completed, ExitCode.Ok, true), (result.End, result.ExitCode, result.StoppedEarly));
            Assert.Equal((endsAfter, best), (result.Epochs, result.BestOnValidation!.Epoch));
            Assert.Equal(correct, run.Epochs.Select(epoch => epoch.ValidationCorrect!.Value));
            Assert.All(run.Epochs, epoch => Assert.Equal(SmallDigits.Training - SmallDigits.TrainedOn, epoch.ValidationCount));
            Assert.Equal(run.Epochs[^1].WeightsSha256, result.WeightsSha256);
        }
    }

    [Theory]
    [InlineData(1, true), InlineData(2, true), InlineData(3, false), InlineData(4, false)]
    public void A_run_that_was_stopped_and_resumed_ends_where_the_undisturbed_one_does(int stopAfter, bool sequential)
    {
        // So much patience that the server, which is at most 16 epochs ahead of who writes its files, cannot end unasked.
        var patient = Sets("patience=24");
        var undisturbed = ListeningRun.Of(patient, _digits.At("undisturbed"), sequential: true).Result;
        var first = ListeningRun.Of(patient, _digits.At("run"), sequential, stopAfter: stopAfter).Result;
        Assert.Equal(TrainingEnd.Stopped, first.End);
        Assert.True(first.Steps < undisturbed.Steps);
        var resumed = ListeningRun.Of(patient, _digits.At("run"), !sequential, resume: true).Result;
        Assert.Equal((undisturbed.Steps, undisturbed.WeightsSha256), (resumed.Steps, resumed.WeightsSha256));
        Assert.Equal(undisturbed.BestOnValidation!.Epoch, resumed.BestOnValidation!.Epoch);
        var again = ListeningRun.Of([.. patient, "workers=1"], _digits.At("run"), resume: true).Result;
        Assert.Equal((undisturbed.Steps, true), (again.Steps, again.StoppedEarly));
    }

    [Fact]
    public void Patience_may_not_change_when_a_run_goes_on()
    {
        ListeningRun.Of(Sets("epochs=2"), _digits.At("run"), sequential: true);
        var refusal = Assert.Throws<RunException>(() => ListeningRun.Of(Sets("epochs=4", "patience=5"), _digits.At("run"), resume: true));
        Assert.Equal(ExitCode.Incompatible, refusal.Code);
        Assert.Contains("cannot be resumed with patience ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_with_patience_cannot_resume_without_its_metrics()
    {
        ListeningRun.Of(Sets("epochs=3"), _digits.At("run"), sequential: true);
        var metrics = Path.Combine(_digits.At("run"), "metrics.jsonl");
        File.WriteAllLines(metrics, File.ReadAllLines(metrics).Skip(1));
        var refusal = Assert.Throws<RunException>(() => ListeningRun.Of(Sets("epochs=4"), _digits.At("run"), resume: true));
        Assert.Equal(ExitCode.Incompatible, refusal.Code);
        Assert.Contains("epoch 1 is missing in metrics.jsonl", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_that_was_cut_off_before_it_was_written_is_measured_again()
    {
        var undisturbed = ListeningRun.Of(Sets(), _digits.At("undisturbed"), sequential: true).Result;
        ListeningRun.Of(Sets("epochs=4"), _digits.At("run"), sequential: true);
        var metrics = Path.Combine(_digits.At("run"), "metrics.jsonl");
        File.WriteAllLines(metrics, File.ReadAllLines(metrics).SkipLast(1));
        Assert.Equal(undisturbed.Steps, ListeningRun.Of(Sets(), _digits.At("run"), resume: true).Result.Steps);
    }

    [Fact]
    public void Without_patience_nothing_is_measured_on_validation()
    {
        var run = ListeningRun.Of(Sets("epochs=1", "patience=0"), _digits.At("run"));
        Assert.Null(run.Epochs[0].ValidationAccuracy);
        Assert.Equal((null, false), (run.Result.BestOnValidation, run.Result.StoppedEarly));
    }

    [Theory]
    [InlineData("synchronous", true), InlineData("synchronous", false), InlineData("asynchronous", false)]
    public void The_validation_images_are_measured_without_patience_where_that_is_asked_for(string mode, bool sequential)
    {
        // One worker alone never has an old gradient: its asynchronous steps are the synchronous ones.
        var sets = Sets("epochs=3", "patience=0", "measureValidation=true", "workers=1", $"mode={mode}");
        var run = ListeningRun.Of(sets, _digits.At("run"), sequential);
        var (_, _, correct) = Expected();
        Assert.Equal(correct.Take(3), run.Epochs.Select(epoch => epoch.ValidationCorrect!.Value));
        Assert.Equal((correct.Take(3).Max(), false), (run.Result.BestOnValidation!.ValidationCorrect, run.Result.StoppedEarly));
    }

    [Theory]
    [InlineData("validation=0", "measureValidation needs validation images, but none are held out (measureValidation: "
        + "measureValidation=true; validation: validation=0).")]
    [InlineData("data=few",
        "measureValidation: it needs validation images, but none of the 5 training images are held out; set validation to 1 or more.")]
    public void Measuring_validation_images_needs_some(string set, string sentence)
    {
        var few = _digits.Write("few", 5, 5, 1);
        Assert.Equal(sentence, Assert.Throws<ConfigurationException>(() => ListeningRun.Of(
            Sets("patience=0", "measureValidation=true", set.Replace("few", few, StringComparison.Ordinal)), _digits.At("run"))).Message);
    }

    [Theory]
    [InlineData("0", "patience needs validation images, but none are held out (patience: patience=3; validation: validation=0).")]
    public void Patience_needs_validation_images(string validation, string sentence) => Assert.Equal(sentence,
        Assert.Throws<ConfigurationException>(() => ListeningRun.Of(Sets($"validation={validation}"), _digits.At("run"))).Message);

    [Fact]
    public void Patience_needs_validation_images_also_where_their_number_is_derived()
    {
        var few = _digits.Write("few", 5, 5, 1);
        Assert.Contains("none of the 5 training images are held out", Assert.Throws<ConfigurationException>(
            () => ListeningRun.Of(Sets($"data={few}"), _digits.At("run"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_parameters_are_what_a_trained_network_opens_with()
    {
        var result = ListeningRun.Of(Sets(), _digits.At("run")).Result;
        Assert.Equal(result.Steps, TrainedNetwork.Open(_digits.At("run")).Steps);
    }

    public void Dispose() => _digits.Dispose();

    private (int EndsAfter, int Best, List<int> Correct) Expected()
    {
        var settings = new TrainingSettings { Layers = [64, 12, 10], Epochs = Epochs, LearningRate = 1 };
        var data = IdxDirectory.Load(_digits.Data);
        var trainer = new SequentialTrainer(settings.ToPlan(SmallDigits.TrainedOn), data.Training.Slice(0, SmallDigits.TrainedOn));
        var validation = data.Training.Slice(SmallDigits.TrainedOn, SmallDigits.Training - SmallDigits.TrainedOn);
        var correct = new List<int>();
        while (correct.Count < 4 || correct[^3..].Max() > correct[..^3].Max())
        {
            for (var step = 0; step < trainer.State.Plan.StepsPerEpoch; step++) Assert.True(trainer.TryStep());
            correct.Add(Evaluation.Of(trainer.State.Plan.Network, trainer.State.Parameters.Span, validation).Correct);
        }
        return (correct.Count, correct.IndexOf(correct.Max()) + 1, correct);
    }
}
