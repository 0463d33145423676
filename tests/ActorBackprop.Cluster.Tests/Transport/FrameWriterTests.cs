using ActorBackprop.Cluster.Transport.Frames;

namespace ActorBackprop.Cluster.Tests.Transport;

public sealed class FrameWriterTests
{
    [Fact]
    public void A_frame_longer_than_any_may_be_is_refused_with_a_sentence()
    {
        var writer = new FrameWriter();
        writer.Begin(FrameKind.Gradient);
        writer.Bytes(new byte[FrameWriter.MaxBytes - FrameWriter.HeadBytes - 3]);
        var sentence = Assert.Throws<InvalidOperationException>(() => writer.Int32(1)).Message;
        Assert.Equal("a Gradient frame of more than 4096 bytes: expected fewer sums or slots", sentence);
        Assert.Throws<InvalidOperationException>(() => writer.Bytes(new byte[4]));
        for (var i = 0; i < 3; i++) writer.Byte(7);
        Assert.Throws<InvalidOperationException>(() => writer.Byte(7));
        Assert.Equal(FrameWriter.MaxBytes, writer.Frame.Length);
    }
}
