using System.CommandLine;
using ActorBackprop.Runs.Training;
using ActorBackprop.Runs.Training.Processes;
using ActorBackprop.Runs;

namespace ActorBackprop.Cli.Commands;

/// <summary>actorbackprop certificates.</summary>
internal static class CertificatesCommand
{
    public static Command Create()
    {
        Argument<string> directory = new("DIR") { Description = "Where to; an authority that is there already signs the new ones" };
        Argument<string[]> names = new("NAME") { Description = "One for each machine", Arity = ArgumentArity.OneOrMore };
        Option<int> days = new("--days") { Description = "Days they are good for", HelpName = "DAYS", DefaultValueFactory = _ => 365 };
        var command = new Command("certificates", "Creates a certificate authority, and certificates that it signs") { directory, names, days };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(days) is < 1 or > 3650) throw new RunException(ExitCode.Usage, "--days: expected 1 to 3650.");
            foreach (var file in Certificates.Make(
                parsed.GetRequiredValue(directory), parsed.GetRequiredValue(names), TimeSpan.FromDays(parsed.GetValue(days)), TimeProvider.System))
                Console.WriteLine(file);
            return (int)ExitCode.Ok;
        });
        return command;
    }
}
