using System.Reflection;
using Opsroom.Threads;

namespace Opsroom.TestKit.Outside;

/// <summary>A store that tells of every append that was accepted, before its caller hears of it; all else is the store's own.</summary>
public class WatchedStore : DispatchProxy
{
    private IStore store = null!;
    private Action<ThreadId, long> appended = null!;

    public static IStore Around(IStore store, Action<ThreadId, long> appended)
    {
        var watched = Create<IStore, WatchedStore>();
        ((WatchedStore)(object)watched).store = store;
        ((WatchedStore)(object)watched).appended = appended;
        return watched;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        try
        {
            var result = targetMethod!.Invoke(store, args);
            return args is [AppendRequest request, ..] && result is Task<AppendOutcome> appending ? WatchAsync(request, appending) : result;
        }
        catch (TargetInvocationException thrown) when (thrown.InnerException is not null)
        {
            throw thrown.InnerException;
        }
    }

    private async Task<AppendOutcome> WatchAsync(AppendRequest request, Task<AppendOutcome> appending)
    {
        var outcome = await appending;
        if (outcome.Status == AppendStatus.Appended)
        {
            appended(request.Key.Id, outcome.Head.Sequence);
        }

        return outcome;
    }
}
