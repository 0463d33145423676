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
    private readonly EarlyProcesses _early;

    /// <summary>Starts them.</summary>
    /// <param name="request">Which.</param>
    /// <param name="configuration">The resolved settings, as their file.</param>
    /// <exception cref="RunException">One cannot be started.</exception>
    public WorkerProcesses(ClusterRequest request, string configuration)
    {
        (_request, _configuration, Token) = (request, Child.LineOf(configuration), request.Token ?? JoinToken.New());
        try
        {
            _early = new EarlyProcesses(request.Processes, Command, _configuration);
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
        MostRestarts = _request.MostRestarts,
        Fewest = (_request.MinWorkers + workers - 1) / workers,
        Final = new HashSet<int>
        {
            (int)ExitCode.Usage, (int)ExitCode.Data, (int)ExitCode.Incompatible, (int)ExitCode.Terminated,
        },
    };

    /// <inheritdoc/>
    public void Dispose() => _early.Dispose();

    private ProcessStartInfo Command()
    {
        var command = _request.Command();
        command.Environment[JoinToken.Variable] = Token; // a command line is everybody's to read
        return command;
    }
}
