using System.Collections.Concurrent;
using System.Diagnostics;
using Opsroom.Telemetry;
using Opsroom.Threads;

namespace Opsroom.Tests.Telemetry;

/// <summary>Collects the activities of one thread.</summary>
internal sealed class ActivityRecorder : IDisposable
{
    private readonly ConcurrentQueue<Activity> _activities = new();
    private readonly ActivityListener _listener;

    public ActivityRecorder(ThreadKey thread)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == OpsroomActivity.SourceName,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (thread.Id.Value.Equals(activity.GetTagItem(TagNames.Conversation)))
                {
                    _activities.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public IReadOnlyCollection<Activity> Activities => _activities;

    public void Dispose() => _listener.Dispose();
}
