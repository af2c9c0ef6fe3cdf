using System.Collections.Immutable;
using Opsroom.Tools.Prometheus;
using Opsroom.Tools.Prometheus.PromQl;

namespace Opsroom.Tools.Monitoring.Objectives;

/// <summary>What makes an objective: which requests there are, and which of them miss it.</summary>
/// <param name="All">The series of all requests.</param>
/// <param name="Counted">The series of those that <see cref="CountsMissed"/> tells.</param>
/// <param name="CountsMissed">Whether what is counted are those that miss it, not those that keep it.</param>
internal sealed record SloSeries(string All, string Counted, bool CountsMissed);

/// <summary>Reads an objective's numbers.</summary>
internal sealed class SloReader(PrometheusClient prometheus, DateTimeOffset now, TimeSpan window)
{
    private const int Looks = 500;

    public async Task<ToolResult<SloNumbers>> ReadAsync(SloSeries series, SloTarget target, CancellationToken cancellationToken)
    {
        var whole = await CountAsync(series, window, target, cancellationToken);
        var rates = ImmutableArray.CreateBuilder<BurnRate>();
        foreach (var length in BurnTable.Windows.Where(length => length < window))
        {
            var rate = await CountAsync(series, length, target, cancellationToken);
            if (rate.Value is null)
            {
                return rate.Failure!;
            }

            rates.Add(rate.Value);
        }

        if (whole.Value is not { } all)
        {
            return whole.Failure!;
        }

        var allowed = all.Requests * (1 - target.Share);
        var used = allowed > 0 ? all.Missed / allowed : null;
        var since = await SinceAsync(series, cancellationToken);
        var coverage = all.Requests is null ? 0 : since is { } start ? Math.Round((now - start) / window, 4) : 1;
        return new SloNumbers(
            new ErrorBudget(Math.Round(1 - target.Share, 9), all.Requests, Rounded(allowed), all.Missed, Rounded(used), Rounded(1 - used), coverage, since, all.Query), rates.ToImmutable());
    }

    private async Task<ToolResult<BurnRate>> CountAsync(SloSeries series, TimeSpan length, SloTarget target, CancellationToken cancellationToken)
    {
        var span = PromQlDuration.Format(length);
        var (all, counted) = ($"sum(increase({series.All}[{span}]))", $"sum(increase({series.Counted}[{span}]))");
        var (requests, some) = (prometheus.QueryAsync(all, now, cancellationToken), prometheus.QueryAsync(counted, now, cancellationToken));
        await Task.WhenAll(requests, some);
        if (((await requests).Failure ?? (await some).Failure) is { } failure)
        {
            return failure;
        }

        var query = series.CountsMissed ? $"{counted} / {all}" : $"1 - {counted} / {all}";
        if ((await requests).Value!.Single is not { } there || there <= 0)
        {
            return new BurnRate(span, (await requests).Value!.Single, null, null, null, query);
        }

        var part = Math.Min((await some).Value!.Single ?? 0, there);
        var missed = series.CountsMissed ? part : there - part;
        var ratio = missed / there;
        return new BurnRate(span, Rounded(there), Rounded(missed), Rounded(ratio), Rounded(ratio / (1 - target.Share)), query);
    }

    /// <summary>Since when there is data; null where that is the whole window.</summary>
    private async Task<DateTimeOffset?> SinceAsync(SloSeries series, CancellationToken cancellationToken)
    {
        var step = StepOf(window);
        // what is younger than a step falls between two looks
        return await FirstAsync(series, window, step, cancellationToken) is not { } first ? await FirstAsync(series, 2 * step, StepOf(2 * step), cancellationToken)
            : first > now - window + 2 * step ? first : null;
    }

    private async Task<DateTimeOffset?> FirstAsync(SloSeries series, TimeSpan back, TimeSpan step, CancellationToken cancellationToken)
    {
        var first = await prometheus.QueryAsync($"min(min_over_time(timestamp({series.All})[{PromQL.Span(back)}:{PromQL.Span(step)}]))", now, cancellationToken);
        return first.Value?.Single is { } seconds ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : null;
    }

    private static TimeSpan StepOf(TimeSpan length) => TimeSpan.FromSeconds(Math.Max(15, Math.Ceiling(length.TotalSeconds / Looks)));

    private static double? Rounded(double? number) => number is { } value ? Math.Round(value, 6) : null;
}

internal sealed record SloNumbers(ErrorBudget Budget, ImmutableArray<BurnRate> BurnRates);
