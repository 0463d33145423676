using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using ActorBackprop.Cluster.Processes;

namespace ActorBackprop.Runs.Training.Processes;

/// <summary>
/// The worker processes that the leader starts: before it reads its images, and with the port as soon as it listens. Processes that are not
/// launched end when this object is disposed.
/// </summary>
internal sealed class WorkerProcesses : IDisposable
{
    private readonly ClusterRequest _request;
    private readonly string _configuration;
    private readonly PrestartedProcesses _early;

    /// <summary>Starts the processes.</summary>
    /// <param name="request">The request.</param>
    /// <param name="configuration">The resolved settings, as JSON.</param>
    /// <exception cref="RunException">A process cannot be started.</exception>
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

    /// <summary>The token to join with.</summary>
    public string Token { get; }

    /// <summary>Returns the settings of the launcher; null if there are no processes.</summary>
    /// <param name="port">The port on which the leader listens.</param>
    /// <param name="workers">The number of workers per process.</param>
    public LauncherSettings? Launch(int port, int workers) => _request.Processes == 0 ? null : new LauncherSettings
    {
        Processes = _request.Processes,
        Command = Command,
        Early = _early,
        Lines = [_configuration, port.ToString(CultureInfo.InvariantCulture)],
        MaxRestarts = _request.MaxRestarts,
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
/// What a worker process that the leader starts reads from standard input: the configuration, so that it reads the images at the same time as
/// the leader, and the port as soon as the leader listens. It joins with what the gate then offers.
/// </summary>
/// <param name="Configuration">The resolved settings, as JSON on one line.</param>
/// <param name="Port">The leader's port.</param>
public sealed record Child(Task<string> Configuration, Task<int> Port)
{
    /// <summary>Reads standard input, in the worker process.</summary>
    /// <param name="gone">Called when the leader is gone.</param>
    public static Child Of(Action gone)
    {
        var lines = ParentWatch.Begin(2, gone);
        return new Child(lines[0], PortOf(lines[1]));
    }

    /// <summary>Returns the settings on one line.</summary>
    internal static string LineOf(string configuration) => configuration.ReplaceLineEndings(" ");

    private static async Task<int> PortOf(Task<string> line) => int.Parse(await line, System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>What all processes of a training must agree on.</summary>
/// <param name="Configuration">The resolved settings, as JSON.</param>
/// <param name="ConfigurationSha256">The hash of the settings that the weights depend on.</param>
/// <param name="DataSha256">The hash of the images.</param>
internal sealed record Agreement(string Configuration, string ConfigurationSha256, string DataSha256);
