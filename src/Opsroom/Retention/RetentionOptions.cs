namespace Opsroom.Retention;

/// <summary>How long threads and their files are kept, and how many (section <c>Retention</c>). Null means without a limit.</summary>
public sealed record RetentionOptions
{
    public const string SectionName = "Retention";

    /// <summary>Threads that have not changed for longer than this are removed.</summary>
    public TimeSpan? ThreadAge { get; init; }

    /// <summary>Beyond so many threads, those that have not changed for longest are removed.</summary>
    public long? Threads { get; init; }

    /// <summary>Beyond so many bytes of threads, those that have not changed for longest are removed.</summary>
    public long? ThreadBytes { get; init; }

    /// <summary>The files of threads that have not changed for longer than this are removed, and the threads kept.</summary>
    public TimeSpan? FileAge { get; init; }

    /// <summary>Beyond so many bytes of files, those of the threads that have not changed for longest are removed.</summary>
    public long? FileBytes { get; init; }

    /// <summary>How often the server looks.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromHours(1);

    public bool LimitsThreads => ThreadAge is not null || Threads is not null || ThreadBytes is not null;

    public bool LimitsFiles => FileAge is not null || FileBytes is not null;

    /// <summary>Whether there is any limit.</summary>
    public bool IsOn => LimitsThreads || LimitsFiles;
}
