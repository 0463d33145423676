using System.Runtime.Versioning;
using ActorBackprop.Runs.Training;
using ActorBackprop.Runs.Training.Processes;
using ActorBackprop.Testing;

namespace ActorBackprop.Runs.Tests.Training.Processes;

public sealed class JoinTokenTests : IDisposable
{
    private readonly string? _before = Environment.GetEnvironmentVariable(JoinToken.Variable);
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public void Each_new_one_is_64_hexadecimal_digits_and_no_other()
    {
        var tokens = Enumerable.Range(0, 50).Select(_ => JoinToken.New()).ToList();
        Assert.All(tokens, token => Assert.Matches("^[0-9a-f]{64}$", token));
        Assert.Equal(50, tokens.Distinct().Count());
    }

    [UnixFact, UnsupportedOSPlatform("windows")]
    public void A_token_is_read_back_and_only_its_owner_can_read_it()
    {
        var (file, token) = (_directory["join-token"], JoinToken.New());
        JoinToken.Write(file, token);
        Assert.Equal(token, JoinToken.Find(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public void A_file_comes_before_the_environment_and_without_either_there_is_none()
    {
        Environment.SetEnvironmentVariable(JoinToken.Variable, new string('e', 32));
        File.WriteAllText(_directory["token"], "  " + new string('f', 32) + "\r\n");
        Assert.Equal(new string('f', 32), JoinToken.Find(_directory["token"]));
        Assert.Equal(new string('e', 32), JoinToken.Find(null));
        Environment.SetEnvironmentVariable(JoinToken.Variable, "");
        Assert.Null(JoinToken.Find(null));
        Environment.SetEnvironmentVariable(JoinToken.Variable, null);
        Assert.Null(JoinToken.Find(null));
    }

    [Theory]
    [InlineData("", 0), InlineData("0123456789012345678901234567890", 31), InlineData("0123456789012345 0123456789012345", 33), InlineData(null, 1025)]
    public void A_bad_one_is_refused_wherever_it_comes_from_and_not_shown(string? token, int length)
    {
        token ??= new string('x', 1025);
        File.WriteAllText(_directory["token"], token);
        var failure = Assert.Throws<RunException>(() => JoinToken.Find(_directory["token"]));
        Assert.Equal(ExitCode.Usage, failure.Code);
        Assert.Equal($"token file {_directory["token"]}: expected one word of 32 to 1024 characters, found {length}.", failure.Message);
        if (length == 0) return;
        Environment.SetEnvironmentVariable(JoinToken.Variable, token);
        Assert.Equal($"environment {JoinToken.Variable}: expected one word of 32 to 1024 characters, found {length}.",
            Assert.Throws<RunException>(() => JoinToken.Find(null)).Message);
    }

    [Fact]
    public void A_file_that_cannot_be_read_or_written_is_named()
    {
        var nowhere = _directory["no", "token"];
        Assert.StartsWith($"The token file {nowhere} cannot be read", Assert.Throws<RunException>(() => JoinToken.Find(nowhere)).Message, StringComparison.Ordinal);
        Assert.StartsWith($"{nowhere}: cannot be written", Assert.ThrowsAny<Exception>(() => JoinToken.Write(nowhere, JoinToken.New())).Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(JoinToken.Variable, _before);
        _directory.Dispose();
    }
}
