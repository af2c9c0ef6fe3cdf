using System.Collections.Immutable;
using Opsroom.Tools.Prometheus;

namespace Opsroom.Tools.Monitoring.Signals;

/// <summary>What is to be measured.</summary>
/// <param name="Query">The PromQL for a window, given as PromQL writes it.</param>
/// <param name="Scale">What the value is multiplied with to have its unit.</param>
internal sealed record MeasureWish(string Name, string Unit, Func<string, string> Query, double Scale = 1);

/// <summary>Measures now and before.</summary>
internal sealed class SignalReader(PrometheusClient prometheus, DateTimeOffset now, TimeSpan range)
{
    private const int AtOnce = 4;

    private static readonly TimeSpan Recently = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>All of them, or the first failure.</summary>
    public async Task<ToolResult<Measured>> ReadAsync(IReadOnlyList<MeasureWish> wishes, CancellationToken cancellationToken)
    {
        using var slots = new SemaphoreSlim(AtOnce);
        var results = await Task.WhenAll(wishes.Select(wish => MeasureAsync(wish, slots, cancellationToken)));
        return results.FirstOrDefault(result => result.Failure is not null) is { } failed ? failed.Failure! : new Measured([.. results.Select(result => result.Value!)]);
    }

    private async Task<ToolResult<SignalMeasure>> MeasureAsync(MeasureWish wish, SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        var query = wish.Query(PromQL.Span(range));
        // the time as long before is a day ago where the range is a day
        var (value, recent, baseline, dayBefore) = (
            AskAsync(query, now), range > Recently ? AskAsync(wish.Query(PromQL.Span(Recently)), now) : null, AskAsync(query, now - range), range == Day ? null : AskAsync(query, now - Day));
        await Task.WhenAll(new[] { value, recent, baseline, dayBefore }.OfType<Task<ToolResult<PrometheusAnswer>>>());
        return (await value).Failure is { } failure ? failure
            : new SignalMeasure(wish.Name, wish.Unit, Number(await value), Number(recent is null ? null : await recent), Number(await baseline), Number(dayBefore is null ? null : await dayBefore), query);

        async Task<ToolResult<PrometheusAnswer>> AskAsync(string promql, DateTimeOffset at)
        {
            await slots.WaitAsync(cancellationToken);
            try
            {
                return await prometheus.QueryAsync(promql, at, cancellationToken);
            }
            finally
            {
                slots.Release();
            }
        }

        double? Number(ToolResult<PrometheusAnswer>? answer) => answer?.Value?.Single * wish.Scale;
    }
}

/// <summary>In the order of the wishes.</summary>
internal sealed record Measured(ImmutableArray<SignalMeasure> Measures);
