using ActorBackprop.Actors.Modes;
using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Configuration.Tests;

public sealed class TrainingSettingsTests
{
    [Fact]
    public void A_plan_carries_every_setting_the_bits_depend_on()
    {
        var plan = new TrainingSettings
        {
            Layers = [4, 3, 2],
            Activations = [Activation.Tanh, Activation.Relu],
            Minibatch = 100,
            LearningRate = 0.25f,
            Momentum = 0.5f,
            Nesterov = true,
            WeightDecay = 0.125f,
            Initializer = Initializer.He,
            Epochs = 7,
            Seed = 9,
        }.ToPlan(50);

        Assert.Equal([4, 3, 2], plan.Network.Widths);
        Assert.Equal([Activation.Tanh, Activation.Relu], plan.Network.Layers.Select(layer => layer.Activation));
        Assert.Equal(Cost.Quadratic, plan.Network.Cost);
        Assert.Equal((50, 100, 13, 7), (plan.Samples, plan.Minibatch, plan.Microbatch, plan.Epochs));
        Assert.Equal((9UL, Initializer.He), (plan.Seed, plan.Initializer));
        Assert.Equal(
            new OptimizerOptions { LearningRate = 0.25f, Momentum = 0.5f, Nesterov = true, WeightDecay = 0.125f }, plan.Optimizer);
        Assert.Equal(OptimizerKind.Adam, new TrainingSettings { Optimizer = OptimizerKind.Adam }.ToPlan(1).Optimizer.Kind);
        Assert.Equal(6, new TrainingSettings { Microbatch = 6 }.ToPlan(1).Microbatch);
    }

    [Theory]
    [InlineData(Cost.Quadratic, Activation.Relu)]
    [InlineData(Cost.SigmoidCrossEntropy, Activation.Sigmoid)]
    [InlineData(Cost.SoftmaxCrossEntropy, Activation.Softmax)]
    public void One_activation_is_for_all_layers_but_a_cross_entropy_has_its_own_last(Cost cost, Activation last)
    {
        var settings = new TrainingSettings { Layers = [5, 4, 3, 2], Activations = [Activation.Relu], Cost = cost };
        Assert.Equal([Activation.Relu, Activation.Relu, last], settings.LayerActivations);
    }

    [Theory]
    [InlineData(null, 60_000, 10_000)]
    [InlineData(null, 5, 0)]
    [InlineData(0, 60_000, 0)]
    [InlineData(59_999, 60_000, 59_999)]
    public void Validation_is_a_sixth_unless_said_otherwise(int? validation, int images, int held) =>
        Assert.Equal(held, new TrainingSettings { Validation = validation }.ValidationOf(images));

    [Fact]
    public void Validation_leaves_something_to_train_on() =>
        Assert.Equal("validation: 60000 images cannot be held out of 60000; leave at least one to train on.",
            Doors.Refusal(() => new TrainingSettings { Validation = 60_000 }.ValidationOf(60_000)));

    public static TheoryData<TrainingSettings, string> OutOfRange => new()
    {
        { new() { Momentum = 5 }, "momentum: expected a number from 0 to below 1, found 5." },
        { new() { LearningRate = float.NaN }, "learningRate: expected a number above 0, found NaN." },
        { new() { LearningRate = float.PositiveInfinity }, "learningRate: expected a number of at most 3.4028235E+38, found Infinity." },
        { new() { WeightDecay = -0.1f }, "weightDecay: expected a number of 0 or more, found -0.1." },
        { new() { Epochs = 0 }, "epochs: expected a whole number of 1 or more, found 0." },
        { new() { Microbatch = 0 }, "microbatch: expected a whole number of 1 or more, found 0." },
        { new() { PartTimeoutSeconds = 0 }, "partTimeoutSeconds: expected a number from 0.1 to 86400, found 0." },
        { new() { Layers = [] }, "layers: expected two or more whole numbers from 1 to 1048576, as in 784,30,10, found nothing." },
        { new() { Layers = [784, 0, 10] }, "layers: expected two or more whole numbers from 1 to 1048576, as in 784,30,10, found 784,0,10." },
        { new() { Cost = (Cost)99 }, "cost: expected quadratic, sigmoid-cross-entropy or softmax-cross-entropy, found 99." },
        { new() { Data = "" }, "data: expected the path of a directory, found nothing." },
    };

    [Theory, MemberData(nameof(OutOfRange))]
    public void Settings_that_a_program_makes_are_checked_as_written_ones_are(TrainingSettings settings, string sentence)
    {
        Assert.Equal(sentence, Doors.Refusal(settings.Check));
        Assert.Equal(sentence, Doors.Refusal(() => settings.ToPlan(100)));
    }

    [Fact]
    public void Settings_that_can_be_written_pass_the_check()
    {
        new TrainingSettings().Check();
        Assert.All(EachSetting.All, static row => row.Expected.Check());
    }

    [Fact]
    public void A_resume_names_the_setting_that_would_change_the_bits()
    {
        string[] free = ["workers", "servers", "measureValidation", "data", "checkpointEverySteps", "partTimeoutSeconds"];
        foreach (var row in EachSetting.All)
        {
            var difference = new TrainingSettings().FirstIncompatibleSetting(row.Expected);
            // Momentum comes with nesterov in that row, and before it; so does the mode with its gradients.
            var expected = free.Contains(row.Key) || row.Key == "epochs" ? null : row.Key switch
            {
                "nesterov" => "momentum",
                "gradientsPerStep" => "mode",
                _ => row.Key,
            };
            Assert.Equal((row.Key, expected), (row.Key, difference));
        }
        var momentum = new TrainingSettings { Momentum = 0.5f };
        Assert.Equal("nesterov", momentum.FirstIncompatibleSetting(momentum with { Nesterov = true }));
    }

    [Fact]
    public void Epochs_may_be_raised_but_not_lowered()
    {
        var run = new TrainingSettings { Epochs = 3 };
        Assert.Null(run.FirstIncompatibleSetting(run with { Epochs = 4 }));
        Assert.Equal("epochs", run.FirstIncompatibleSetting(run with { Epochs = 2 }));
        var cosine = run with { Schedule = ScheduleKind.Cosine }; // its rates are other ones from the first step on
        Assert.Equal("epochs", cosine.FirstIncompatibleSetting(cosine with { Epochs = 4 }));
    }

    [Fact]
    public void Compression_options_state_who_keeps_residuals_and_limit_the_microbatches()
    {
        static TrainingPlan Of(TrainingSettings settings) => settings.ToPlan(10_000);
        Assert.Null(Of(new()).Compression);
        Assert.IsType<Float16>(Of(new() { Compression = CompressorKind.Float16 }).Compression!.Compressor);
        Assert.IsType<Qsgd>(Of(new() { Compression = CompressorKind.EightBit }).Compression!.Compressor);
        Assert.IsType<OneBit>(Of(new() { Compression = CompressorKind.OneBit }).Compression!.Compressor);
        var top = new TrainingSettings { Compression = CompressorKind.TopK, TopFraction = 0.25 };
        Assert.Equal(2000, Of(top).Compression!.Compressor.MaxEncodedBytes(1000));
        Assert.Equal((true, false), (Of(top).HasResiduals, Of(top with { ModeKind = ConsistencyMode.KAsync }).HasResiduals));
        Assert.False(Of(top with { Compression = CompressorKind.Float16 }).HasResiduals);

        Assert.Equal(64, Of(top with { Minibatch = 2048 }).MicrobatchesOfMinibatch);
        Assert.Equal("compression: each microbatch's gradient is compressed separately; expected at most 64 microbatches, found 65: set microbatch to "
            + "33 or more.", Doors.Refusal(() => Of(top with { Minibatch = 2049 })));
        Assert.NotNull(Of(top with { Minibatch = 2049, Microbatch = 33 }));
        Assert.Equal("compression: what each replica or client sends is compressed separately; expected at most 64 of them, found 65.",
            Doors.Refusal(() => Of(new() { ModeKind = ConsistencyMode.Federated, ClientsPerRound = 65, Compression = CompressorKind.Float16 })));
    }

    [Fact]
    public void A_schedule_counts_the_samples_of_its_epochs_or_rounds()
    {
        static LearningRateSchedule Of(TrainingSettings settings) => settings.ToPlan(1000).Schedule;
        Assert.Equal(LearningRateSchedule.Constant, Of(new()) with { DropEvery = 1, Samples = 1, From = 1 });
        var run = new TrainingSettings { Epochs = 30, Minibatch = 64, WarmUpSamples = 640, Schedule = ScheduleKind.Step };
        Assert.Equal((10_000, 0.1, 30_000, 640, 0.1, 1), Parts(Of(run)));
        Assert.Equal((777, 0.5, 30_000, 640, 0.1, 1), Parts(Of(run with { DropEverySamples = 777, DropFactor = 0.5 })));
        Assert.Equal(1, Of(run with { WarmUpSamples = 7 }).From); // less than a step
        // Ten clients of 10 samples, 2 passes: a round is 200.
        Assert.Equal(6000, Of(run with { ModeKind = ConsistencyMode.Federated, ClientPasses = 2, Schedule = ScheduleKind.Cosine }).Samples);

        static (long, double, long, long, double, double) Parts(LearningRateSchedule schedule) =>
            (schedule.DropEvery, schedule.DropFactor, schedule.Samples, schedule.WarmUp, schedule.From, schedule.Scale);
    }

    [Theory]
    [InlineData(256, 32, 8, 1)] // eight times as large: from η to 8 η
    [InlineData(32, 32, 1, 0.04)]
    [InlineData(16, 32, 0.5, 0.01)]
    public void Linear_scaling_multiplies_the_rate_and_warms_up_from_the_unscaled_one(int minibatch, int given, double scale, double from)
    {
        var schedule = new TrainingSettings { Minibatch = minibatch, BaseMinibatch = given, WarmUpSamples = 800 }.ToPlan(1000).Schedule;
        Assert.Equal((scale, from), (schedule.Scale, schedule.From), (one, other) =>
            Math.Abs(one.Item1 - other.Item1) < 1e-12 && Math.Abs(one.Item2 - other.Item2) < 1e-12);
    }

    [Fact]
    public void A_default_that_is_spelled_out_is_no_difference()
    {
        var spelledOut = new TrainingSettings { Microbatch = 2, Activations = [Activation.Sigmoid, Activation.Sigmoid] };
        Assert.Null(new TrainingSettings().FirstIncompatibleSetting(spelledOut));
        Assert.Null(spelledOut.FirstIncompatibleSetting(new TrainingSettings()));
        Assert.Equal("minibatch", spelledOut.FirstIncompatibleSetting(spelledOut with { Minibatch = 9 }));
    }

    [Fact]
    public void Equal_settings_are_equal_and_no_others()
    {
        var all = EachSetting.All.Select(row => row.Expected).Prepend(new TrainingSettings()).ToList();
        foreach (var (a, i) in all.Select((a, i) => (a, i)))
            foreach (var (b, j) in all.Select((b, j) => (b with { Layers = [.. b.Layers], Activations = [.. b.Activations] }, j)))
            {
                Assert.Equal(i == j, a == b);
                if (i == j) Assert.Equal(a.GetHashCode(), b.GetHashCode());
            }
    }

    public static TheoryData<IConsistencyMode, ConsistencyMode, int?> Modes => new()
    {
        { new Synchronous(), ConsistencyMode.Synchronous, null },
        { new KSync(3), ConsistencyMode.KSync, 3 },
        { new KBatchSync(3), ConsistencyMode.KBatchSync, 3 },
        { new Asynchronous(), ConsistencyMode.Asynchronous, null },
        { new KAsync(3), ConsistencyMode.KAsync, 3 },
        { new KBatchAsync(3), ConsistencyMode.KBatchAsync, 3 },
        { new StaleSynchronous(4), ConsistencyMode.StaleSynchronous, null },
    };

    [Theory, MemberData(nameof(Modes))]
    public void A_mode_of_the_library_sets_the_keys_that_name_it(IConsistencyMode mode, ConsistencyMode kind, int? gradients)
    {
        var settings = new TrainingSettings { Mode = mode };
        Assert.Equal((kind, gradients, null), (settings.ModeKind, settings.GradientsPerStep, settings.CustomMode));
        Assert.Equal(mode, settings.Mode);
        Assert.Equal(mode is StaleSynchronous ? 4 : 1, settings.StalenessBound);
        Assert.Equal(mode is Synchronous, settings.IsSynchronous);
        Assert.Equal(settings, ResolvedConfiguration.FromJson(ResolvedConfiguration.From(settings).ToJson(), "saved"));
    }

    [Fact]
    public void A_custom_mode_stays_a_value_and_another_mode_replaces_it()
    {
        var custom = new TrainingSettings { Mode = new Never() };
        Assert.IsType<Never>(custom.Mode);
        Assert.Equal(("Never", false), (custom.ModeName, custom.IsSynchronous));
        Assert.NotEqual(new TrainingSettings(), custom);
        Assert.Equal(new KSync(2), (custom with { Mode = new KSync(2) }).Mode);
    }

    [Fact]
    public void K_is_by_default_as_many_as_the_workers_of_all_processes() =>
        Assert.Equal(new KAsync(6), new TrainingSettings { ModeKind = ConsistencyMode.KAsync, Workers = 2 }.ModeFor(6));

    [Fact]
    public void Typed_settings_that_are_not_defaults_have_the_program_for_their_origin()
    {
        var origins = ResolvedConfiguration.From(new() { Epochs = 2 }).Origins;
        Assert.Equal(("the program", "default"), (origins["epochs"], origins["seed"]));
    }

    private sealed class Never : IConsistencyMode
    {
        public bool MayBegin(MinibatchPart part, int worker, TrainingView now) => false;

        public bool StillCounts(Contribution gradient, TrainingView now) => false;

        public int Due(TrainingView now) => 0;
    }
}
