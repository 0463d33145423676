using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using ActorBackprop.Cluster.Processes;

namespace ActorBackprop.Runs.Training.Processes;

/// <summary>
/// The worker processes of the leader's own: started before it has read its images, and told where to join when it listens.
/// Those that are not launched end with this object.
/// </summary>
internal sealed class WorkerProcesses : IDisposable
{
    private readonly ClusterRequest _request;
    private readonly string _configuration;
    private readonly PrestartedProcesses _early;

    /// <summary>Starts them.</summary>
    /// <param name="request">Which.</param>
    /// <param name="configuration">The resolved settings, as their file.</param>
    /// <exception cref="RunException">One cannot be started.</exception>
    public WorkerProcesses(ClusterRequest request, string configuration)
    {
        (_request, _configuration, Token) = (request, Child.LineOf(configuration), request.Token ?? JoinToken.New());
        try
        {
            _early = new PrestartedProcesses(request.Processes, Command, _configuration);
        }
        catch (Win32Exception cause)
        {
            throw new RunException(ExitCode.Io, $"A worker process cannot be started: {cause.Message}.");
        }
    }

    /// <summary>The secret that they join with, and others may.</summary>
    public string Token { get; }

    /// <summary>What a launcher does with them; null if there are to be none.</summary>
    /// <param name="port">Where the leader listens.</param>
    /// <param name="workers">Workers in each.</param>
    public LauncherSettings? Launch(int port, int workers) => _request.Processes == 0 ? null : new LauncherSettings
    {
        Processes = _request.Processes,
        Command = Command,
        Early = _early,
        Lines = [_configuration, port.ToString(CultureInfo.InvariantCulture)],
        MaxRestarts = _request.MostRestarts,
        MinProcesses = (_request.MinWorkers + workers - 1) / workers,
        FinalExitCodes = new HashSet<int>
        {
            (int)ExitCode.Usage, (int)ExitCode.Data, (int)ExitCode.Incompatible, (int)ExitCode.Terminated,
        },
    };

    /// <inheritdoc/>
    public void Dispose() => _early.Dispose();

    private ProcessStartInfo Command()
    {
        var command = _request.Command();
        command.Environment[JoinToken.Variable] = Token; // every user of the machine can read a command line
        return command;
    }
}

/// <summary>
/// What a worker process of the leader's own is told through its standard input: the configuration, so that it reads the
/// images while the leader does, and the port, once the leader listens. What it then joins with is what the gate offers.
/// </summary>
/// <param name="Configuration">The resolved settings, as their file, on one line.</param>
/// <param name="Port">The leader's port.</param>
public sealed record Child(Task<string> Configuration, Task<int> Port)
{
    /// <summary>In the worker process: listens to the process that started it.</summary>
    /// <param name="gone">Called when that one is gone.</param>
    public static Child Of(Action gone)
    {
        var lines = ParentWatch.Begin(2, gone);
        return new Child(lines[0], PortOf(lines[1]));
    }

    /// <summary>The settings as one line, which means the same.</summary>
    internal static string LineOf(string configuration) => configuration.ReplaceLineEndings(" ");

    private static async Task<int> PortOf(Task<string> line) => int.Parse(await line, System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>What all processes of a training have to agree on.</summary>
/// <param name="Configuration">The resolved settings, as their file.</param>
/// <param name="ConfigurationSha256">Of the settings that the bits depend on.</param>
/// <param name="DataSha256">Of the images.</param>
internal sealed record Agreement(string Configuration, string ConfigurationSha256, string DataSha256);
