using Opsroom.Threads;

namespace Opsroom.Workflow.Running;

/// <summary>The states of threads that were lately worked on, so that the next request need not fold the journal anew. The store refuses an epoch that is out of date.</summary>
internal sealed class RestingStates
{
    private const int Capacity = 256;

    private readonly Lock access = new();
    private readonly Dictionary<ThreadKey, LinkedListNode<(ThreadState State, long Epoch)>> byKey = [];
    private readonly LinkedList<(ThreadState State, long Epoch)> byAge = new();

    public void Keep(ThreadState state, long epoch)
    {
        lock (access)
        {
            Unlink(state.Key);
            byKey[state.Key] = byAge.AddLast((state, epoch));
            if (byKey.Count > Capacity)
            {
                Unlink(byAge.First!.Value.State.Key);
            }
        }
    }

    public (ThreadState State, long Epoch)? Find(ThreadKey key)
    {
        lock (access)
        {
            return byKey.TryGetValue(key, out var node) ? node.Value : null;
        }
    }

    /// <summary>Hands a state over to an owner; it is kept again when that one lets go.</summary>
    public (ThreadState State, long Epoch)? Take(ThreadKey key)
    {
        lock (access)
        {
            var found = byKey.TryGetValue(key, out var node) ? node.Value : ((ThreadState, long)?)null;
            Unlink(key);
            return found;
        }
    }

    private void Unlink(ThreadKey key)
    {
        if (byKey.Remove(key, out var node))
        {
            byAge.Remove(node);
        }
    }
}
