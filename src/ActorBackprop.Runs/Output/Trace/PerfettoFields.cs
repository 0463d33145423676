namespace ActorBackprop.Runs.Output.Trace;

// The numbers of the fields that are written, by message. They are Perfetto's, in protos/perfetto/trace, and share a file
// because they are one table.

internal static class TracePacket
{
    public const int Timestamp = 8;
    public const int TrustedPacketSequenceId = 10;
    public const int TrackEvent = 11;
    public const int TrackDescriptor = 60;
}

internal static class TrackDescriptor
{
    public const int Uuid = 1;
    public const int Name = 2;
    public const int ParentUuid = 5;
    public const int Counter = 8;
    public const int ChildOrdering = 11;
    public const int SiblingOrderRank = 12;
    public const int SiblingMergeBehavior = 15;
}

internal static class CounterDescriptor
{
    public const int UnitName = 6;
}

internal static class TrackEvent
{
    public const int DebugAnnotations = 4;
    public const int Type = 9;
    public const int TrackUuid = 11;
    public const int Name = 23;
    public const int DoubleCounterValue = 44;
    public const int FlowIds = 47;
    public const int TerminatingFlowIds = 48;
}

internal static class DebugAnnotation
{
    public const int IntValue = 4;
    public const int StringValue = 6;
    public const int Name = 10;
}
