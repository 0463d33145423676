
namespace ActorBackprop.Configuration.Tests;

public sealed class TextErrorTests
{
    [Theory]
    [InlineData("ACTORBP_EPOCHS=", "environment ACTORBP_EPOCHS: expected a whole number of 1 or more, found nothing.")]
    [InlineData("ACTORBP_EPOCHS=ten or so", "environment ACTORBP_EPOCHS: expected a whole number of 1 or more, found \"ten or so\".")]
    [InlineData("ACTORBP_LEARNIG_RATE=1",
        "environment ACTORBP_LEARNIG_RATE: no setting has this name; did you mean \"ACTORBP_LEARNING_RATE\"?")]
    [InlineData("actorbp_epochs=1", "environment actorbp_epochs: no setting has this name; did you mean \"ACTORBP_EPOCHS\"?")]
    [InlineData("ACTORBP_LearningRate=1",
        "environment ACTORBP_LearningRate: no setting has this name; did you mean \"ACTORBP_LEARNING_RATE\"?")]
    public void A_wrong_variable_is_refused_by_its_name(string variable, string sentence) =>
        Assert.Equal(sentence, Doors.Refusal(() => Doors.Environment(variable)));

    [Theory]
    [InlineData("ACTORBP_FOO=1")]
    [InlineData("ACTORBP_=1")]
    public void A_variable_like_no_other_is_answered_with_all_of_them(string variable)
    {
        var message = Doors.Refusal(() => Doors.Environment(variable));
        Assert.Contains("no setting has this name; there are ACTORBP_LAYERS, ", message, StringComparison.Ordinal);
        Assert.All(Setting.All, setting => Assert.Contains(setting.EnvironmentName, message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--epochs=1.5", "--epochs: expected a whole number of 1 or more, found 1.5.")]
    [InlineData("--epochs= 3", "--epochs: expected a whole number of 1 or more, found \" 3\".")]
    [InlineData("--learning-rate=NaN", "--learning-rate: expected a number above 0, found NaN.")]
    [InlineData("--learning-rate=Infinity", "--learning-rate: expected a number of at most 3.4028235E+38, found Infinity.")]
    [InlineData("--learning-rate=0,5", "--learning-rate: expected a number above 0, found 0,5.")]
    [InlineData("--weight-decay=-0.1", "--weight-decay: expected a number of 0 or more, found -0.1.")]
    [InlineData("--part-timeout-seconds=0", "--part-timeout-seconds: expected a number from 0.1 to 86400, found 0.")]
    [InlineData("--nesterov=yes", "--nesterov: expected true or false, found yes.")]
    [InlineData("--layers=784,,10",
        "--layers: expected two or more whole numbers from 1 to 1048576, as in 784,30,10, found 784,,10.")]
    [InlineData("--layers=-784,10",
        "--layers: expected two or more whole numbers from 1 to 1048576, as in 784,30,10, found -784,10.")]
    [InlineData("--cost=cross-entropy",
        "--cost: expected quadratic, sigmoid-cross-entropy or softmax-cross-entropy, found cross-entropy.")]
    public void A_wrong_flag_is_refused_by_its_name(string flag, string sentence) =>
        Assert.Equal(sentence, Doors.Refusal(() => Doors.Flags(flag)));

    [Theory]
    [InlineData("epochs", "epochs: expected key=value, as in epochs=10.")]
    [InlineData("=3", "=3: expected key=value, as in epochs=10.")]
    [InlineData("epoch=3", "epoch=3: unknown key \"epoch\"; did you mean \"epochs\"?")]
    [InlineData("epochs=x", "epochs=x: expected a whole number of 1 or more, found x.")]
    public void A_wrong_set_is_refused_by_what_it_says(string set, string sentence) =>
        Assert.Equal(sentence, Doors.Refusal(() => Doors.Sets(set)));

    [Fact]
    public void Minus_zero_is_zero() =>
        Assert.Equal(0u, BitConverter.SingleToUInt32Bits(Doors.Sets("weightDecay=-0").Settings.WeightDecay));
}
