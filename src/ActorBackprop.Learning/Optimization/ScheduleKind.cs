namespace ActorBackprop.Learning.Optimization;

/// <summary>How a learning rate goes down in a training.</summary>
public enum ScheduleKind
{
    /// <summary>Not at all.</summary>
    Constant,

    /// <summary>By a factor, each time that so many samples have been seen.</summary>
    Step,

    /// <summary>Along half a cosine, to 0 at the end (Loshchilov and Hutter 2017, without restarts), once it is warmed up.</summary>
    Cosine,
}
