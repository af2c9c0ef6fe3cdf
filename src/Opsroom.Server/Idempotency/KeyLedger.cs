using Opsroom.Threads;

namespace Opsroom.Server.Idempotency;

/// <summary>What idempotency keys were first used for. The store refuses a second use, also one that comes at the same moment.</summary>
internal sealed class KeyLedger(IStore store)
{
    /// <summary>A command that something else keeps losing to is given up.</summary>
    private const int MostTries = 5;

    /// <summary>What a key was used for by the same request before; null where it is new.</summary>
    /// <exception cref="KeyUsedOtherwiseException">It was used for another request.</exception>
    public async Task<IdempotencyRecord?> FindAsync(Principal principal, IdempotencyClaim? claim, CancellationToken cancellationToken)
    {
        if (claim is null || await store.FindIdempotentAsync(principal.Tenant, principal.Id, claim.Key, cancellationToken) is not { } record)
        {
            return null;
        }

        return record.BodyDigest == claim.BodyDigest ? record : throw new KeyUsedOtherwiseException(claim.Key);
    }

    /// <summary>Answers from what the same request did before, or makes the command.</summary>
    /// <param name="make">Makes the command; null where the store says that the key is taken.</param>
    /// <param name="again">The answer to a request that was made before.</param>
    /// <exception cref="KeyUsedOtherwiseException">The key was used for another request.</exception>
    public async Task<T> OnceAsync<T>(
        Principal principal, IdempotencyClaim? claim, Func<Task<T?>> make, Func<IdempotencyRecord, Task<T>> again, CancellationToken cancellationToken)
        where T : class
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (await FindAsync(principal, claim, cancellationToken) is { } record)
            {
                return await again(record);
            }

            if (await make() is { } made)
            {
                return made;
            }
        }

        throw new StoreUnavailableException("The idempotency key could not be settled.");
    }
}

/// <summary>An idempotency key was used for another request.</summary>
internal sealed class KeyUsedOtherwiseException(string key) : Exception("The key was used for another request.")
{
    public string Key => key;
}
