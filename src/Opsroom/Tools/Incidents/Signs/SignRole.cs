namespace Opsroom.Tools.Incidents.Signs;

/// <summary>What a message tells about an incident.</summary>
public enum SignRole
{
    /// <summary>It names what went wrong.</summary>
    Cause,

    /// <summary>It is what one sees of something that went wrong elsewhere.</summary>
    Effect,

    /// <summary>It looks bad and is ordinary.</summary>
    Noise,

    /// <summary>Something is well again.</summary>
    Recovery,
}
