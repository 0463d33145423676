using System.Runtime.Serialization;
using System.Text;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Membership;
using ActorBackprop.Cluster.Transport;
using CsCheck;

namespace ActorBackprop.Cluster.Tests.Membership;

public sealed class JoinSerializerTests
{
    private static readonly JoinSerializer Serializer = new(null!); // it asks its system nothing

    private static readonly Gen<string> Texts = Gen.String[Gen.Char[' ', '\u07ff'], 0, 40];

    private static readonly Gen<IJoinMessage> Messages = Gen.OneOf<IJoinMessage>(
        Gen.Select(Gen.Int, Texts, Gen.Int, Gen.Int, Texts.Null(), (protocol, build, process, workers, child) =>
            (IJoinMessage)new JoinRequest(protocol, build, process, workers, child)),
        Gen.Select(Texts, Texts, Gen.Bool, (run, configuration, cancels) => (IJoinMessage)new JoinOffer(run, configuration, cancels)),
        Gen.Select(Texts, Texts, Texts, (configuration, data, network) => (IJoinMessage)new JoinReady(configuration, data, network)),
        Texts.Select(text => (IJoinMessage)new OpenChunks(text, text)),
        Texts.Select(text => (IJoinMessage)new ChunksOpened(text)),
        Texts.Select(text => (IJoinMessage)new JoinRefused(text)),
        Texts.Select(text => (IJoinMessage)new TrainingIsOver(text)),
        Gen.Const((IJoinMessage)new LeaveTraining()));

    [Fact]
    public void Every_message_comes_back_as_it_was()
    {
        Messages.Sample(message => Assert.Equal(message, Back(message)));
        foreach (var wire in new WireKind?[] { null, WireKind.Tcp, WireKind.Akka, WireKind.Shared })
        {
            var accepted = Assert.IsType<JoinAccepted>(Back(new JoinAccepted([new(3, 1), new(0, 17)], wire, 4712, "abc")));
            Assert.Equal((wire, 4712, "abc"), (accepted.Wire, accepted.Port, accepted.Key));
            Assert.Equal([new WorkerId(3, 1), new WorkerId(0, 17)], accepted.Workers);
        }
    }

    [Fact]
    public void Every_message_of_the_handshake_has_a_name()
    {
        var messages = typeof(IJoinMessage).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(IJoinMessage))).ToList();
        Assert.Equal(9, messages.Count);
        // Each name is known: what is refused is the text.
        Assert.All(messages, type => Assert.StartsWith(type.Name, Refused("1", type.Name), StringComparison.Ordinal));
    }

    public static TheoryData<string, string> Bad => new()
    {
        { "System.Object", "{}" },
        { "joinRefused", """{"Why":"x"}""" },
        { "", "{}" },
        { "IJoinMessage", "{}" },
        { "JoinRefused", "null" },
        { "JoinRefused", "" },
        { "JoinRefused", "{" },
        { "JoinRefused", "[]" },
        { "JoinRefused", "{}" },
        { "JoinRefused", """{"Why":null}""" },
        { "JoinRefused", """{"Why":7}""" },
        { "JoinRefused", """{"Why":"x","More":1}""" },
        { "JoinRefused", """{"$type":"System.IO.FileInfo, System.IO.FileSystem","Why":"x"}""" },
        { "JoinRefused", """{"Why":{"$type":"System.Diagnostics.Process, System.Diagnostics.Process"}}""" },
        { "JoinRefused", """{"Why":"x"} {"Why":"y"}""" },
        { "LeaveTraining", """{"$type":"x"}""" },
        { "JoinAccepted", """{"Workers":[],"Wire":null,"Port":1}""" },
        { "JoinAccepted", """{"Workers":null,"Wire":null,"Port":1,"Key":"x"}""" },
        { "JoinAccepted", """{"Workers":[null],"Wire":null,"Port":1,"Key":"x"}""" },
        { "JoinAccepted", """{"Workers":[{"Number":1}],"Wire":null,"Port":1,"Key":"x"}""" },
        { "JoinAccepted", """{"Workers":[],"Wire":"Post","Port":1,"Key":"x"}""" },
        { "JoinAccepted", """{"Workers":[],"Wire":77,"Port":1,"Key":"x"}""" },
        { "JoinAccepted", $$"""{"Workers":{{new string('[', 500)}}{{new string(']', 500)}},"Wire":null,"Port":1,"Key":"x"}""" },
        { "JoinRequest", """{"Protocol":99999999999,"Build":"","Process":1,"Workers":1,"Child":null}""" },
        { "JoinRequest", """{"Protocol":1.5,"Build":"","Process":1,"Workers":1,"Child":null}""" },
    };

    [Theory, MemberData(nameof(Bad))]
    public void Anything_but_a_message_of_the_handshake_is_refused(string manifest, string text) => Refused(text, manifest);

    [Fact]
    public void A_text_that_is_too_long_is_refused_unread()
    {
        var text = $$"""{"Why":"{{new string('x', 65536)}}"}""";
        Assert.Equal($"JoinRefused: {text.Length} bytes are more than 65536", Refused(text, "JoinRefused"));
    }

    [Fact]
    public void Random_bytes_are_refused_without_side_effects() =>
        Gen.Select(Gen.Byte.Array[0, 200], Gen.Bool).Sample((bytes, first) => { Refused(bytes, first ? "JoinRequest" : "JoinAccepted"); });

    private static object Back(IJoinMessage message) => Serializer.FromBinary(Serializer.ToBinary(message), Serializer.Manifest(message));

    private static string Refused(string text, string manifest) => Refused(Encoding.UTF8.GetBytes(text), manifest);

    private static string Refused(byte[] bytes, string manifest) =>
        Assert.ThrowsAny<SerializationException>(() => { Serializer.FromBinary(bytes, manifest); }).Message;
}
