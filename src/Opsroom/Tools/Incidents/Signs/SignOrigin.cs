namespace Opsroom.Tools.Incidents.Signs;

/// <summary>Where a text stood, since the same words weigh differently in an event, an alert and the summary of a change.</summary>
[Flags]
public enum SignOrigin
{
    None = 0,
    LogLine = 1,
    EventMessage = 2,
    ObjectCondition = 4,
    AlertText = 8,
    Note = 16,
    ChangeSummary = 32,

    /// <summary>Everything that tells what happened, in contrast to what somebody changed.</summary>
    Observed = LogLine | EventMessage | ObjectCondition | AlertText | Note,
}
