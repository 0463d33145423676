using System.CommandLine;
using ActorBackprop.Runs.Training.Processes;

namespace ActorBackprop.Cli.Commands;

/// <summary>actorbackprop certificates.</summary>
internal static class CertificatesCommand
{
    public static Command Create()
    {
        Argument<string> directory = new("DIR") { Description = "Target directory; an existing authority there signs the new certificates" };
        Argument<string[]> names = new("NAME") { Description = "Machine names; one certificate each", Arity = ArgumentArity.OneOrMore };
        var days = Flags.Number("--days", "DAYS", "Days the certificates are valid", 365);
        var command = new Command("certificates", "Creates a certificate authority and certificates signed by it") { directory, names, days };
        command.SetAction(parsed =>
        {
            var valid = TimeSpan.FromDays(parsed.InRange(days, 1, 3650));
            foreach (var file in Certificates.Make(parsed.GetRequiredValue(directory), parsed.GetRequiredValue(names), valid, TimeProvider.System))
                Console.WriteLine(file);
        });
        return command;
    }
}
