namespace Opsroom.Tools.Logs.Reading;

/// <summary>How bad an entry is, by one scale for all the words, letters and numbers that systems use.</summary>
public enum EntryLevel
{
    /// <summary>The entry does not say.</summary>
    Unknown,
    Trace,
    Debug,
    Info,
    Warn,
    Error,
    Fatal,
}
