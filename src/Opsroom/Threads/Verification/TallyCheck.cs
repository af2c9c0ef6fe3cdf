namespace Opsroom.Threads.Verification;

/// <summary>Sums usage and idempotency keys up from journals and compares them with what the store holds.</summary>
internal sealed class TallyCheck(IStoreContents contents, DateTimeOffset now)
{
    private readonly Dictionary<(string Tenant, DateOnly Day, string Agent, string Model), TenantUsage> _usage = [];
    private readonly Dictionary<(string Tenant, string Principal, string Key), ThreadClaim> _claims = [];

    /// <summary>Usage that journals account for.</summary>
    public IEnumerable<TenantUsage> Usage => _usage.Values;

    /// <summary>Idempotency keys that are still remembered.</summary>
    public IEnumerable<ThreadClaim> Claims => _claims.Values;

    private long Oldest => now.UtcTicks - ThreadProjection.IdempotencyWindow.Ticks;

    public void Add(string tenant, long thread, ThreadProjection projection)
    {
        foreach (var entry in projection.Usage)
        {
            Add(_usage, new TenantUsage(tenant, entry));
        }

        foreach (var claim in projection.Claims)
        {
            var claimed = new ThreadClaim(tenant, thread, claim);
            if (claim.At.UtcTicks > Oldest && (!_claims.TryGetValue(claimed.Key, out var known) || known.Claim.At < claim.At))
            {
                _claims[claimed.Key] = claimed;
            }
        }
    }

    public void Compare(Action<string> report)
    {
        CompareUsage(report);
        CompareClaims(report);
    }

    private static void Add(Dictionary<(string Tenant, DateOnly Day, string Agent, string Model), TenantUsage> sums, in TenantUsage usage) =>
        sums[usage.Key] = sums.TryGetValue(usage.Key, out var sum) ? usage with { Entry = sum.Entry.Plus(usage.Entry) } : usage;

    private void CompareUsage(Action<string> report)
    {
        var expected = new Dictionary<(string Tenant, DateOnly Day, string Agent, string Model), TenantUsage>(_usage);
        foreach (var usage in contents.ReadUsageOfDeleted())
        {
            Add(expected, usage);
        }

        foreach (var usage in contents.ReadUsage())
        {
            if (!expected.Remove(usage.Key, out var should))
            {
                report($"Usage of {usage.Tenant} that no journal accounts for: {usage.Entry}");
            }
            else if (should.Entry != usage.Entry)
            {
                report($"Usage of {usage.Tenant} is {usage.Entry} and should be {should.Entry}");
            }
        }

        foreach (var should in expected.Values)
        {
            report($"Usage of {should.Tenant} is missing and should be {should.Entry}");
        }
    }

    private void CompareClaims(Action<string> report)
    {
        var expected = new Dictionary<(string Tenant, string Principal, string Key), ThreadClaim>(_claims);
        foreach (var stored in contents.ReadClaims(Oldest))
        {
            if (!expected.Remove(stored.Key, out var should) || should != stored)
            {
                report($"The idempotency key '{stored.Key.Key}' of {stored.Tenant}/{stored.Key.Principal} is not what the journals say");
            }
        }

        foreach (var (tenant, principal, key) in expected.Keys)
        {
            report($"The idempotency key '{key}' of {tenant}/{principal} is missing");
        }
    }
}
