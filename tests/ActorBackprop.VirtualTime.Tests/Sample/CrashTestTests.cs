using System.Globalization;
using System.Text.RegularExpressions;

namespace ActorBackprop.VirtualTime.Tests.Sample;

/// <summary>The sample of the library's page: it finds what it is there to find, and the page quotes it.</summary>
public sealed partial class CrashTestTests
{
    [Fact]
    public void The_account_passes() => CrashTest.Passes<Account>();

    [Fact]
    public void A_forgetful_account_is_found_with_a_seed_that_reproduces_it()
    {
        var message = Assert.Throws<InvalidOperationException>(CrashTest.Passes<ForgetfulAccount>).Message;
        var found = Found().Match(message);
        Assert.True(found.Success, message);
        var seed = ulong.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.Equal(found.Groups[2].Value, CrashTest.Balance<ForgetfulAccount>(seed).ToString(CultureInfo.InvariantCulture));
        Assert.Equal(100, CrashTest.Balance<Account>(seed));
    }

    /// <summary>Only a crash between two copies of a deposit shows it: not every seed has one.</summary>
    [Fact]
    public void An_account_that_forgets_in_a_crash_is_found_too()
    {
        Assert.StartsWith("seed ", Assert.Throws<InvalidOperationException>(CrashTest.Passes<ForgetfulAfterACrash>).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_quotes_the_sample_and_its_output()
    {
        var page = Text("src/ActorBackprop.VirtualTime/README.md");
        var sample = Text("tests/ActorBackprop.VirtualTime.Tests/Sample/CrashTest.cs");
        var quoted = sample[(sample.IndexOf("Sample;\n\n", StringComparison.Ordinal) + "Sample;\n\n".Length)..];
        Assert.Contains($"```csharp\n{quoted}```\n", page, StringComparison.Ordinal);
        Assert.Contains($"`seed 1: expected 100, found {CrashTest.Balance<ForgetfulAccount>(1)}`", page, StringComparison.Ordinal);
    }

    private sealed class ForgetfulAccount(List<Deposit> book) : Account(book)
    {
        protected override void Write(List<Deposit> book, Deposit deposit) => book.Add(deposit);
    }

    private sealed class ForgetfulAfterACrash(List<Deposit> book) : Account(book)
    {
        private readonly HashSet<int> _seen = [];

        protected override void Write(List<Deposit> book, Deposit deposit)
        {
            if (_seen.Add(deposit.Id)) book.Add(deposit);
        }
    }

    private static string Text(string file)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "ActorBackprop.sln"))) return File.ReadAllText(Path.Combine(folder.FullName, file));
        throw new InvalidOperationException($"ActorBackprop.sln: expected above {AppContext.BaseDirectory}, found nowhere");
    }

    [GeneratedRegex(@"^seed (\d+): expected 100, found (\d+)$")]
    private static partial Regex Found();
}
