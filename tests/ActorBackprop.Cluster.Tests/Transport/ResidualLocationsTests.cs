using ActorBackprop.Cluster.Tests.Transport.Support;
using ActorBackprop.Cluster.Transport;
using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Cluster.Tests.Transport;

public sealed class ResidualLocationsTests
{
    /// <summary>Four microbatches to a minibatch, two to an epoch's last one: steps 0, 1, 2; 3, 4, 5; and so on.</summary>
    private static readonly TrainingPlan Plan = Plans.Small with { Microbatch = 12, Samples = 120, Compression = new CompressionOptions(new TopK(0.1)) };

    private readonly Residuals _residuals = new(Plan);
    private readonly object _one = "one process", _other = "another";

    [Fact]
    public void A_place_stays_where_it_is_and_its_residual_with_it()
    {
        var holders = new ResidualLocations(_residuals, Plan, 0);
        Assert.True(_residuals.AreHere);
        Assert.Equal([ResidualKind.Zero, ResidualKind.Zero], Kinds(holders, new Part(0, 2), 0, _one)); // there is nothing yet
        holders.Answered(0, 0, _one, []);
        holders.Answered(1, 0, _one, []);
        Assert.False(_residuals.AreHere);
        Assert.Equal([ResidualKind.Kept, ResidualKind.Kept, ResidualKind.Zero], Kinds(holders, new Part(0, 3), 1, _one));
        Assert.Equal(0, holders.Lost);
    }

    [Fact]
    public void A_moved_residual_starts_at_0_and_is_counted_unless_the_leader_has_it()
    {
        var holders = new ResidualLocations(_residuals, Plan, 0);
        holders.Answered(0, 0, _one, []);
        Assert.False(holders.Follow(new Part(0, 1), _other));
        Assert.Equal([ResidualKind.Zero], Kinds(holders, new Part(0, 1), 1, _other));
        Assert.Equal(1, holders.Lost);

        var after = Numbers(7);
        holders.Answered(0, 1, _other, after);
        Assert.True(_residuals.AreHere);
        Assert.True(holders.Follow(new Part(0, 1), _one));
        Assert.False(holders.Follow(new Part(0, 1), _other));
        var (kinds, following) = holders.Send(new Part(0, 2), 2, _one);
        Assert.Equal([ResidualKind.Follows, ResidualKind.Zero], kinds);
        Assert.Equal(after, following);
        Assert.Equal(1, holders.Lost);
    }

    [Fact]
    public void An_answer_that_is_late_changes_nothing()
    {
        var holders = new ResidualLocations(_residuals, Plan, 0);
        holders.Answered(0, 5, _one, Numbers(1));
        holders.Answered(0, 4, _other, Numbers(2));
        Assert.Equal([ResidualKind.Kept], Kinds(holders, new Part(0, 1), 6, _one));
        var (_, following) = holders.Send(new Part(0, 1), 6, _other);
        Assert.Equal(Numbers(1), following);
    }

    [Fact]
    public void A_resumed_run_sends_the_residuals_of_its_checkpoint()
    {
        var snapshot = new TrainingState(Plan).Snapshot() with { Steps = 3, Position = null };
        foreach (var residual in snapshot.Residuals) residual[0] = 2;
        var residuals = new Residuals(Plan, snapshot);
        var (kinds, following) = new ResidualLocations(residuals, Plan, 0).Send(new Part(1, 3), 3, _one);
        Assert.Equal([ResidualKind.Follows, ResidualKind.Follows], kinds);
        Assert.Equal(4, following.Sum());
    }

    [Theory]
    [InlineData(0, new long[] { 1, 2, 4, 5, 7, 8 })] // before the uneven step at an epoch's end, too
    [InlineData(4, new long[] { 1, 2, 3, 4, 5, 7, 8 })]
    public void Residuals_are_requested_before_a_checkpoint_so_that_it_has_all_of_them(int every, long[] steps) =>
        Assert.Equal(steps, Enumerable.Range(0, 9).Select(step => (long)step).Where(new ResidualLocations(_residuals, Plan, every).AreWantedAfter));

    private static ResidualKind[] Kinds(ResidualLocations holders, Part part, long step, object process) => holders.Send(part, step, process).Kinds;

    private static float[] Numbers(int seed) => [.. Enumerable.Range(0, Plan.Network.ParameterCount).Select(i => (float)(seed * 1000 + i))];
}
