using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Modes;
using ActorBackprop.Actors.Tests.Support;

namespace ActorBackprop.Actors.Tests.Flows;

/// <summary>With the same answers in the same order, any number of servers sends the same messages and takes the same steps.</summary>
public sealed class ModesShardFlow : ShardedTest
{
    private const int Workers = 3;

    public static TheoryData<IConsistencyMode, int> Rows()
    {
        var rows = new TheoryData<IConsistencyMode, int>();
        foreach (var mode in new IConsistencyMode[]
            { new Synchronous(), new KSync(2), new KBatchSync(2), new Asynchronous(), new KAsync(2), new KBatchAsync(2), new StaleSynchronous(1) })
            foreach (var seed in new[] { 1, 2, 3 }) rows.Add(mode, seed);
        return rows;
    }

    [Theory, MemberData(nameof(Rows))]
    public void Three_servers_do_what_one_does(IConsistencyMode mode, int seed)
    {
        var expected = Play(StartTraining(Workers, ThreeSlices.Plan(stepsPerEpoch: 3), ThreeSlices.Beginning(), mode: mode), seed, shards: []);
        var found = Play(StartSharded(Workers, ThreeSlices.Plan(stepsPerEpoch: 3), mode: mode), seed, shards: [0, 1, 2]);
        Assert.Equal(expected, found);
    }

    [Fact]
    public void A_registration_during_a_step_does_not_cost_a_worker_its_gradient()
    {
        var workers = StartDuringStep(out var work);
        workers[1].Registers(heard: work.Minibatch.Step);
        Release(1);
        SettleShards(0, 1, 2);
        SettleShards(0, 1, 2);
        Assert.Equal([1, 2], new[] { Told<StepCompleted>().Steps, Told<StepCompleted>().Steps });
        GetsNothing(Observer); // no refusal
        Has(workers[1].Gets().Parameters, -1, 0, 1);
    }

    [Fact]
    public void A_gradient_of_a_worker_that_is_lost_during_a_step_is_refused()
    {
        var workers = StartDuringStep(out var work);
        Sys.Stop(workers[1].Actor);
        Assert.Equal(workers[1].Id, Told<WorkerLost>().Worker);
        Release(1);
        SettleShards(0, 1, 2);
        IsRefused(workers[1].Id, Refusal.Foreign);
        var again = workers[0].Gets();
        Assert.Equal((work.Minibatch, work.Part, 1), (again.Minibatch, again.Part, again.Version));
        Has(again.Parameters, 0, 1, 2);
    }

    /// <summary>Starts two workers. One shard holds up the step of the first one's gradient, while the second one's arrives.</summary>
    private PlayedWorker[] StartDuringStep(out ComputeGradient work)
    {
        var workers = StartSharded(2, mode: new Asynchronous());
        (var first, work) = (workers[0].Gets(), workers[1].Gets());
        Hold(1);
        Answers(workers[0], first, 6, 6, 6);
        SettleShards(0, 2);
        Answers(workers[1], work, 4, 4, 4);
        Settle(Server);
        return workers;
    }

    /// <summary>Workers answer in an order that the seed decides, two at a time, so that one answer arrives while a step is taken.</summary>
    private List<string> Play(PlayedWorker[] workers, int seed, int[] shards)
    {
        var (random, told, held) = (new Random(seed), new List<string>(), new ComputeGradient?[Workers]);
        for (var isOver = false; !isOver;)
        {
            for (var answer = 0; answer < Workers; answer++) SettleShards(shards); // each of them may lead to a step
            for (var number = 0; number < Workers; number++)
                foreach (var message in workers[number].GetsAll())
                {
                    if (message is CancelPart) held[number] = null;
                    if (message is ComputeGradient work) held[number] = work;
                    told.Add($"{number} {Describe(message)}");
                }
            int[] busy = [.. Enumerable.Range(0, Workers).Where(number => held[number] is not null)];
            isOver = busy.Length == 0;
            random.Shuffle(busy);
            foreach (var number in busy.Take(2))
            {
                var (work, value) = (held[number]!, held[number]!.Minibatch.Step + 0.5f * held[number]!.Part.From + 1);
                held[number] = null;
                Answers(workers[number], work, value, 2 * value, -value);
            }
        }
        var ended = Told<TrainingEnded>();
        told.Add($"{ended.End} {ended.Snapshot.Steps} {ended.Statistics.PartsDropped} {string.Join(' ', ended.Statistics.Staleness)}");
        return told;
    }

    private static string Describe(object message) => message switch
    {
        ComputeGradient work => $"computes {work.Minibatch.Step} {work.Part} on {work.Version}: "
            + string.Join(' ', ThreeSlices.Places.Select(place => work.Parameters.Span[place])),
        _ => message.ToString()!,
    };
}
