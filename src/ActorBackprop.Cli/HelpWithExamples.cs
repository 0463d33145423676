using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace ActorBackprop.Cli;

/// <summary>Help that starts with examples: most readers look for a line to copy.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    /// <summary>The width where the output is not a terminal.</summary>
    private const int FileWidth = 80;

    private const int Indent = 6;

    private const string Overview = """
          actorbackprop train                      the included digits, two workers
          actorbackprop train --workers 4          the same weights, four workers
          actorbackprop train --processes 2        the same weights, two processes
          actorbackprop train --resume runs/DIR    resume a stopped run
          actorbackprop simulate thousand          a thousand simulated workers
          actorbackprop sweep scaling              speed-up with more workers
          actorbackprop doctor                     verify the bits of this machine
        """;

    /// <summary>The examples of all commands: each begins with its command.</summary>
    private const string Examples = """
          actorbackprop train
          actorbackprop train --layers 784,100,10 --epochs 10 --workers 4
          actorbackprop train --activation relu --cost softmax-cross-entropy --initializer he --learning-rate 0.1
          actorbackprop train --config train.jsonc --set momentum=0.9 --out runs/mine
          actorbackprop train --resume runs/mine --epochs 60
          actorbackprop train --sequential --json
          actorbackprop train --processes 0 --listen 127.0.0.1:4711
          actorbackprop train --textbook
          actorbackprop train --view
          actorbackprop worker --join 127.0.0.1:4711 --token-file runs/DIR/join-token
          actorbackprop certificates secrets leader worker
          actorbackprop simulate
          actorbackprop simulate --list
          actorbackprop simulate rolling-crashes --workers 8 --epochs 3
          actorbackprop simulate ten-thousand --no-gradient
          actorbackprop simulate rack --view
          actorbackprop simulate wireless --watch --speed 0.1
          actorbackprop simulate my-level.jsonc --until 2.5s --trace run.pftrace
          actorbackprop calibrate --layers 784,512,512,10 --minibatch 128 --out mine.json
          actorbackprop replay runs/mine
          actorbackprop replay runs/mine --until 300ms
          actorbackprop view runs/mine
          actorbackprop sweep --list
          actorbackprop sweep scaling --dry-run
          actorbackprop sweep nielsen-chapter-1 --seeds 1..10 --out runs/nielsen
          actorbackprop sweep my-experiment.jsonc
          actorbackprop sweep --sweep workers=1,2,4 --sweep minibatch=32,256 --seeds 1..5 --epochs 3
          actorbackprop runs list runs/scaling
          actorbackprop runs compare runs/one runs/other
          actorbackprop report runs/scaling
          actorbackprop report runs --out all.html
          actorbackprop evaluate
          actorbackprop evaluate --run runs/mine --on validation --worst 8
          actorbackprop evaluate --run runs/mine --data fashion --json
          actorbackprop predict 7
          actorbackprop predict my-digit.png --run runs/mine
          actorbackprop gradcheck
          actorbackprop gradcheck --layers 2,3,1 --activation tanh --seed 5
          actorbackprop gradcheck --cases my-gradients.json --precision double
          actorbackprop explain --layers 1,1,1,1 --input 0.5 --target 1   every number of a chain of single neurons
          actorbackprop explain --run runs/DIR --sample 8                 a digit in a trained network
          actorbackprop explain --weight w2:6,17 --nudge w=0.01           compare the predicted with the real change of the cost
          actorbackprop explain --run runs/DIR --minibatch 10             the gradients of ten samples, and their mean
          actorbackprop explain --run runs/DIR --html explain.html        the same as a page with a drawing
          actorbackprop config print --origins --epochs 5
          actorbackprop config validate my.jsonc
          actorbackprop config schema > train.schema.json
        """;

    /// <summary>Replaces the help of a root command.</summary>
    public static void Install(RootCommand root)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        option.Action = new HelpWithExamples((HelpAction)option.Action!);
    }

    public override int Invoke(ParseResult parseResult)
    {
        var (command, output) = (parseResult.CommandResult.Command, parseResult.InvocationConfiguration.Output);
        var width = Console.IsOutputRedirected ? FileWidth : Console.WindowWidth;
        var path = $"  {ParseErrors.PathOf(command)}";
        var examples = (command is RootCommand ? Overview : Examples).Split('\n')
            .Where(line => line == path || line.StartsWith(path + " ", StringComparison.Ordinal)).SelectMany(line => Wrap(line, width)).ToList();
        if (examples.Count > 0) output.WriteLine($"Examples:\n{string.Join('\n', examples)}\n");
        help.MaxWidth = width;
        return help.Invoke(parseResult);
    }

    /// <summary>Wraps an example between words; its explanation goes below it.</summary>
    /// <param name="example">A command and, after at least three spaces, its explanation.</param>
    /// <param name="width">The number of columns.</param>
    internal static IEnumerable<string> Wrap(string example, int width)
    {
        if (example.Length <= width) return [example];
        var command = example.Split("   ", 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return [.. Lines(command[0], Indent / 3), .. command.Skip(1).SelectMany(what => Lines(what, Indent))];

        IEnumerable<string> Lines(string text, int indent)
        {
            var line = new string(' ', indent) + text;
            for (var at = Break(line); at > 0; at = Break(line))
            {
                yield return line[..at];
                line = new string(' ', Indent) + line[(at + 1)..];
            }
            yield return line;
        }

        // The last space that fits; for a word wider than the line, the first space after it.
        int Break(string line)
        {
            if (line.Length <= width) return 0;
            var at = line.LastIndexOf(' ', width);
            return at > Indent ? at : line.IndexOf(' ', Indent);
        }
    }
}
