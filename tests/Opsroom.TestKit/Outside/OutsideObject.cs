using System.Text.Json.Serialization;

namespace Opsroom.TestKit.Outside;

/// <summary>A named thing in the system outside.</summary>
/// <param name="Uid">Of this incarnation: one that was deleted and made again has another.</param>
/// <param name="Version">Raised by every change of the value, whoever makes it.</param>
/// <param name="Status">What the system itself writes and no precondition looks at.</param>
public sealed record OutsideObject(string Name, string Uid, long Version, string Value, string Status)
{
    /// <summary>What a change has to find unchanged.</summary>
    [JsonIgnore]
    public string Intent => $"{Uid}.{Version}";
}

/// <summary>What is asked of the system outside.</summary>
/// <param name="Value">What the object is to be; null deletes it.</param>
/// <param name="Password">What the system wants to see before it does it, where it wants anything.</param>
public sealed record OutsideChange(string? Value, string? Password = null);

/// <summary>A change that was really made.</summary>
/// <param name="Key">What the caller named its call; null where it gave no name.</param>
public sealed record AppliedChange(string? Key, string Name, string? Value, string? Password, long Version);

/// <summary>How the system outside treats the next change of an object.</summary>
public abstract record OutsideFault
{
    private OutsideFault()
    {
    }

    /// <summary>It waits for a signal before it does anything.</summary>
    public sealed record Hold(Task Released) : OutsideFault;

    /// <summary>It refuses, and changes nothing.</summary>
    public sealed record Refuse(int Status) : OutsideFault;

    /// <summary>It never answers and changes nothing.</summary>
    public sealed record Silence : OutsideFault;

    /// <summary>The connection is cut before anything is changed.</summary>
    public sealed record CutBefore : OutsideFault;

    /// <summary>The change is made, and the connection is cut instead of an answer.</summary>
    public sealed record CutAfter : OutsideFault;

    /// <summary>The change is made, and the answer never comes.</summary>
    public sealed record SilenceAfter : OutsideFault;
}
