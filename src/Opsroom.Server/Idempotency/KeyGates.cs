namespace Opsroom.Server.Idempotency;

/// <summary>Lets one request at a time through for each key, so that a repeated one finds what the first one started.</summary>
internal sealed class KeyGates
{
    private readonly Lock access = new();
    private readonly Dictionary<string, Gate> gates = new(StringComparer.Ordinal);

    /// <summary>Waits for the gate of a key; disposing the answer lets the next one through.</summary>
    public async Task<IDisposable> EnterAsync(string key, CancellationToken cancellationToken)
    {
        Gate? gate;
        lock (access)
        {
            if (!gates.TryGetValue(key, out gate))
            {
                gates[key] = gate = new Gate();
            }

            gate.Users++;
        }

        try
        {
            await gate.Turn.WaitAsync(cancellationToken);
        }
        catch
        {
            Leave(key, gate);
            throw;
        }

        return new Pass(this, key, gate);
    }

    private void Leave(string key, Gate gate)
    {
        lock (access)
        {
            if (--gate.Users == 0)
            {
                gates.Remove(key);
                gate.Turn.Dispose();
            }
        }
    }

    private sealed class Gate
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public int Users { get; set; }
    }

    private sealed class Pass(KeyGates gates, string key, Gate gate) : IDisposable
    {
        public void Dispose()
        {
            gate.Turn.Release();
            gates.Leave(key, gate);
        }
    }
}
