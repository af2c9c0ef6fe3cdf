using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Crm.Customers;

/// <summary>A customer as it is kept.</summary>
public sealed record Customer(int Id, string Name, string Email, int Points);

/// <summary>Where customers are kept.</summary>
public interface ICustomerStore
{
    /// <summary>A customer, or null where there is none of that id.</summary>
    Task<Customer?> FindAsync(int id, CancellationToken cancellationToken);

    Task SaveAsync(Customer customer, CancellationToken cancellationToken);
}

/// <summary>No customer has the id.</summary>
public sealed class CustomerNotFoundException(int id) : Exception($"There is no customer {id}.")
{
    public int Id { get; } = id;
}

/// <summary>Finds customers, keeps what it found for five minutes, and awards points.</summary>
public sealed class CustomerDirectory(ICustomerStore store, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly Dictionary<int, (Customer Customer, DateTimeOffset Until)> kept = [];

    /// <summary>How many customers are kept, stale ones included.</summary>
    public int Kept => kept.Count;

    /// <summary>A customer by its id.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is not positive.</exception>
    /// <exception cref="CustomerNotFoundException">There is none.</exception>
    public async Task<Customer> GetAsync(int id, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(id, 1);
        var now = clock.GetUtcNow();
        if (kept.TryGetValue(id, out var entry) && entry.Until > now)
        {
            return entry.Customer;
        }

        var found = await store.FindAsync(id, cancellationToken);
        if (found is null)
        {
            kept.Remove(id);
            throw new CustomerNotFoundException(id);
        }

        kept[id] = (found, now + Lifetime);
        return found;
    }

    /// <summary>Awards a point for each full ten euros, twice as many from 100 euros on, and saves. Returns the new number of points.</summary>
    public async Task<int> AwardAsync(int id, decimal amount, CancellationToken cancellationToken = default)
    {
        if (amount < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(amount), amount, "An amount is never negative.");
        }

        var points = (int)(amount / 10);
        if (amount >= 100)
        {
            points *= 2;
        }

        var customer = await GetAsync(id, cancellationToken);
        if (points == 0)
        {
            return customer.Points;
        }

        var updated = customer with { Points = customer.Points + points };
        await store.SaveAsync(updated, cancellationToken);
        kept.Remove(id);
        return updated.Points;
    }

    /// <summary>Changes the e-mail address, which is kept in lower case. Saves nothing where it is the same.</summary>
    /// <returns>Whether anything changed.</returns>
    /// <exception cref="ArgumentException">It is no address.</exception>
    public async Task<bool> ChangeEmailAsync(int id, string email, CancellationToken cancellationToken = default)
    {
        var address = (email ?? "").Trim().ToLowerInvariant();
        var at = address.IndexOf('@', StringComparison.Ordinal);
        if (at <= 0 || at == address.Length - 1 || at != address.LastIndexOf('@'))
        {
            throw new ArgumentException($"'{email}' is no e-mail address.", nameof(email));
        }

        var customer = await GetAsync(id, cancellationToken);
        if (customer.Email == address)
        {
            return false;
        }

        await store.SaveAsync(customer with { Email = address }, cancellationToken);
        kept.Remove(id);
        return true;
    }

    /// <summary>Forgets what is stale. Returns how many were forgotten.</summary>
    public int Sweep()
    {
        var now = clock.GetUtcNow();
        var stale = kept.Where(entry => entry.Value.Until <= now).Select(entry => entry.Key).ToList();
        foreach (var id in stale)
        {
            kept.Remove(id);
        }

        return stale.Count;
    }
}
