using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.LocalSgd;

namespace ActorBackprop.Learning.Tests.LocalSgd;

public sealed class ClientsTests
{
    private const int Samples = 2003, Classes = 10;

    [Theory, InlineData(Split.Iid), InlineData(Split.Pathological), InlineData(Split.Dirichlet)]
    public void Each_client_has_as_many_samples_and_no_sample_is_in_two(Split split)
    {
        var clients = Clients.Of(Data(), new Federation(20, 5, 1, split, 0.3), seed: 1);

        Assert.Equal(20, clients.Length);
        Assert.All(clients, samples => Assert.Equal(100, samples.Length));
        Assert.Equal(2000, clients.SelectMany(samples => samples).Distinct().Count());
    }

    [Fact]
    public void Iid_clients_see_every_class()
    {
        var data = Data();
        Assert.All(Of(data, Split.Iid), samples => Assert.Equal(Classes, LabelsOf(data, samples).Distinct().Count()));
    }

    [Fact]
    public void Pathological_clients_have_two_shards_of_at_most_four_classes()
    {
        var data = Data();
        var clients = Of(data, Split.Pathological);
        var classes = clients.Select(samples => LabelsOf(data, samples).Distinct().Count()).ToArray();

        Assert.InRange(classes.Max(), 2, 4); // a shard may lie over a border between two labels
        Assert.True(classes.Average() < 3.2, $"{classes.Average()} classes on average");
    }

    [Fact]
    public void The_smaller_the_concentration_the_more_one_sided_is_a_client()
    {
        var data = Data();
        var shares = new[] { 0.05, 1, 100 }.Select(concentration =>
            Clients.Of(data, new Federation(20, 5, 1, Split.Dirichlet, concentration), 1)
                .Average(samples => LabelsOf(data, samples).GroupBy(label => label).Max(label => label.Count()) / 100.0)).ToArray();

        Assert.True(shares[0] > 0.6 && shares[0] > shares[1] && shares[1] > shares[2], string.Join(" ", shares));
        Assert.InRange(shares[2], 0.1, 0.25); // nearly a tenth each
    }

    [Fact]
    public void Another_seed_is_another_split_and_the_same_seed_the_same()
    {
        var (federation, data) = (new Federation(20, 5, 1, Split.Iid, 1), Data());
        Assert.Equal(Clients.Of(data, federation, 1), Clients.Of(data, federation, 1));
        Assert.NotEqual(Clients.Of(data, federation, 1), Clients.Of(data, federation, 2));
    }

    private static int[][] Of(Dataset data, Split split) => Clients.Of(data, new Federation(20, 5, 1, split, 1), 1);

    private static IEnumerable<int> LabelsOf(Dataset data, int[] samples) => samples.Select(data.Label);

    private static Dataset Data()
    {
        var labels = Enumerable.Range(0, Samples).Select(n => (byte)(n * 7 % Classes)).ToArray();
        return new Dataset(new byte[Samples], labels, 1, 1, Classes);
    }
}
