namespace Opsroom.TestKit.Proofs;

/// <summary>What happens often during a run and can be seen from outside.</summary>
public enum Sign
{
    /// <summary>The model is asked.</summary>
    Request,

    /// <summary>The model is about to send a piece of its answer.</summary>
    Chunk,

    /// <summary>A watcher was shown a durable event.</summary>
    Event,

    /// <summary>A watcher was shown that a tool is called, which goes on for as long as the tool likes.</summary>
    Call,
}

/// <summary>A moment in a run: the n-th time that something happens.</summary>
public sealed record Moment(Sign Sign, int Number)
{
    public override string ToString() => $"{Sign.ToString().ToLowerInvariant()} {Number}";
}

/// <summary>Counts what happens and acts once, at the moment it was aimed at or the first like it after that.</summary>
public sealed class KillSwitch
{
    private readonly Lock access = new();
    private readonly int[] counts = new int[Enum.GetValues<Sign>().Length];
    private Moment? aim;
    private Action? act;

    /// <summary>How often something has happened since the last reset.</summary>
    public int Count(Sign sign)
    {
        lock (access)
        {
            return counts[(int)sign];
        }
    }

    /// <summary>Starts to count anew.</summary>
    public void Reset()
    {
        lock (access)
        {
            Array.Clear(counts);
            (aim, act) = (null, null);
        }
    }

    public void Aim(Moment moment, Action action)
    {
        lock (access)
        {
            (aim, act) = (moment, action);
        }
    }

    /// <summary>Nothing happens any more. False where it has happened already.</summary>
    public bool Disarm()
    {
        lock (access)
        {
            var armed = aim is not null;
            (aim, act) = (null, null);
            return armed;
        }
    }

    public void Happened(Sign sign)
    {
        lock (access)
        {
            var count = ++counts[(int)sign];
            if (aim is { } moment && moment.Sign == sign && count >= moment.Number)
            {
                act!();
                (aim, act) = (null, null);
            }
        }
    }
}
