using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace ActorBackprop.Cli;

/// <summary>Help that begins with examples: most readers look for the line to copy.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    /// <summary>Columns where the output is not a terminal, and so may be read anywhere.</summary>
    private const int WidthOfAFile = 80;

    private const int Indent = 6;

    private const string Overview = """
          actorbackprop train                                   digits, 784-30-10, two workers
          actorbackprop train --layers 784,100,10 --workers 4   the same weights for any number of workers
          actorbackprop train --processes 2                     the same weights from several processes
          actorbackprop train --resume runs/DIR                 go on where a run stopped
          actorbackprop simulate thousand                       the same training on a thousand simulated workers
          actorbackprop sweep scaling                           an experiment: the same training with more and more workers
          actorbackprop doctor                                  does this machine compute the right bits?
        """;

    private static readonly Dictionary<string, string> ExamplesOfTheLab = new()
    {
        ["sweep"] = """
              actorbackprop sweep --list
              actorbackprop sweep scaling --dry-run
              actorbackprop sweep nielsen-chapter-1 --seeds 1..10 --out runs/nielsen
              actorbackprop sweep my-experiment.jsonc
              actorbackprop sweep --sweep workers=1,2,4 --sweep minibatch=32,256 --seeds 1..5 --epochs 3
            """,
        ["list"] = "  actorbackprop runs list runs/scaling",
        ["compare"] = "  actorbackprop runs compare runs/one runs/other",
        ["report"] = """
              actorbackprop report runs/scaling
              actorbackprop report runs --out all.html
            """,
    };

    private static readonly Dictionary<string, string> Examples = new()
    {
        ["actorbackprop"] = Overview,
        ["train"] = """
              actorbackprop train
              actorbackprop train --layers 784,100,10 --epochs 10 --workers 4
              actorbackprop train --activation relu --cost softmax-cross-entropy --initializer he --learning-rate 0.1
              actorbackprop train --config train.jsonc --set momentum=0.9 --out runs/mine
              actorbackprop train --resume runs/mine --epochs 60
              actorbackprop train --sequential --json
              actorbackprop train --processes 0 --listen 127.0.0.1:4711
              actorbackprop train --textbook
              actorbackprop train --view
            """,
        ["worker"] = "  actorbackprop worker --join 127.0.0.1:4711 --token-file runs/DIR/join-token",
        ["certificates"] = "  actorbackprop certificates secrets leader worker",
        ["simulate"] = """
              actorbackprop simulate
              actorbackprop simulate --list
              actorbackprop simulate rolling-crashes --workers 8 --epochs 3
              actorbackprop simulate ten-thousand --no-gradient
              actorbackprop simulate rack --view
              actorbackprop simulate wireless --watch --speed 0.1
              actorbackprop simulate my-level.jsonc --until 2.5s --trace run.pftrace
            """,
        ["calibrate"] = "  actorbackprop calibrate --layers 784,512,512,10 --minibatch 128 --out mine.json",
        ["replay"] = """
              actorbackprop replay runs/mine
              actorbackprop replay runs/mine --until 300ms
            """,
        ["view"] = "  actorbackprop view runs/mine",
        ["evaluate"] = """
              actorbackprop evaluate
              actorbackprop evaluate --run runs/mine --on validation --worst 8
              actorbackprop evaluate --run runs/mine --data fashion --json
            """,
        ["predict"] = """
              actorbackprop predict 7
              actorbackprop predict my-digit.png --run runs/mine
            """,
        ["gradcheck"] = """
              actorbackprop gradcheck
              actorbackprop gradcheck --layers 2,3,1 --activation tanh --seed 5
              actorbackprop gradcheck --cases my-gradients.json --precision double
            """,
        ["explain"] = """
              actorbackprop explain --layers 1,1,1,1 --input 0.5 --target 1    a chain of single neurons, every number
              actorbackprop explain --run runs/DIR --sample 8                  a digit through a trained network
              actorbackprop explain --weight w2:6,17 --nudge w=0.01            does the cost do what the derivative says?
              actorbackprop explain --run runs/DIR --minibatch 10              ten samples' wishes, and their mean
              actorbackprop explain --run runs/DIR --html explain.html         the same as a page, the network drawn
            """,
        ["config"] = """
              actorbackprop config print --origins --epochs 5
              actorbackprop config validate my.jsonc
              actorbackprop config schema > train.schema.json
            """,
    };

    /// <summary>Puts it in the place of a root command's help.</summary>
    public static void Install(RootCommand root)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        option.Action = new HelpWithExamples((HelpAction)option.Action!);
    }

    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        var name = command is RootCommand ? "actorbackprop" : command.Name;
        var (output, width) = (parseResult.InvocationConfiguration.Output, Console.IsOutputRedirected ? WidthOfAFile : Console.WindowWidth);
        if (Examples.TryGetValue(name, out var examples) || ExamplesOfTheLab.TryGetValue(name, out examples))
        {
            output.WriteLine("Examples:");
            foreach (var line in examples.Split('\n').SelectMany(example => Wrap(example.TrimEnd(), width))) output.WriteLine(line);
            output.WriteLine();
        }
        help.MaxWidth = width;
        return help.Invoke(parseResult);
    }

    /// <summary>Breaks an example that is too wide: what it is for goes below it, and no word is cut.</summary>
    /// <param name="example">A command, and after at least three spaces what it is for.</param>
    /// <param name="width">Columns.</param>
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

        // The last space that fits; where a word is wider than a line, the first one behind it.
        int Break(string line)
        {
            if (line.Length <= width) return 0;
            var at = line.LastIndexOf(' ', width);
            return at > Indent ? at : line.IndexOf(' ', Indent);
        }
    }
}
