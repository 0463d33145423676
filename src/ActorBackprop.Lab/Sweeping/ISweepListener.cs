namespace ActorBackprop.Lab.Sweeping;

/// <summary>Who is told how a sweep goes. Called by one thread at a time, not always the same.</summary>
public interface ISweepListener
{
    /// <summary>It begins.</summary>
    void Started(SweepStart start);

    /// <summary>It has come further; as often as a run tells so.</summary>
    void Progressed(SweepProgress progress);

    /// <summary>A run has ended, or was there already.</summary>
    void RunEnded(SweptRun run);

    /// <summary>Something worth a sentence happened; the sweep goes on.</summary>
    void Remarked(string sentence);
}
