namespace Stopwise.Exits.Hosts;

/// <summary>A loop over units that can be looked at between them: the one thing a computation offers in order to be stopped.</summary>
/// <remarks>
/// The driver looks at unit 0, before anything is done, then after each unit but the last, as a row of an
/// <see cref="Tables.ExitTable"/> does: what was rehearsed is what runs. All calls come from one thread at a time.
/// </remarks>
public interface IExitHost
{
    /// <summary>The columns that <see cref="Observe"/> writes.</summary>
    SignalSchema Schema { get; }

    /// <summary>The most units it will do; 0 where it has no limit.</summary>
    int Budget { get; }

    /// <summary>Cost of the units done so far, in the host's own unit.</summary>
    double Cost { get; }

    /// <summary>What all units would cost; NaN where that is not known before they are done.</summary>
    double FullCost { get; }

    /// <summary>Writes the state of now, one value per column; NaN for what is not known.</summary>
    void Observe(Span<float> signals);

    /// <summary>Does the next unit. False if it was the last one: no look follows it.</summary>
    bool Advance();

    /// <summary>Hears a nudge before its next unit; a host that cannot listen ignores it.</summary>
    void Nudge(in Decision decision) { }

    /// <summary>Pays what the skipped units owe; called once, after the decision that ended the loop.</summary>
    void Settle(in Decision decision);
}
