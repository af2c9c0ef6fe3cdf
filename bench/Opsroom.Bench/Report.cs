using System.Globalization;
using Opsroom.Bench.Machine;

namespace Opsroom.Bench;

/// <summary>Prints figures for people: a table, and what of them does not depend on who else uses the machine.</summary>
internal sealed class Report(TextWriter output, MachineReport machine)
{
    private const double Mebi = 1024 * 1024;

    public void Machine() => Line(
        $"{machine.Processor}, {machine.Cores} cores, load {machine.Load:0.0} at the start; data on {machine.FileSystem}, a flush of 8 KiB takes {machine.FlushMilliseconds:0.00} ms");

    public void Runs(RunFigures figures)
    {
        Line($"{figures.Kind} runs, {figures.Connections} connections: {figures.RunsPerSecond:0} runs/s, p50 {Ms(figures, 0.5)} p90 {Ms(figures, 0.9)} p99 {Ms(figures, 0.99)} ms, {figures.Rss / Mebi:0} MB afterwards");
        Line($"  a run costs {figures.ServerCpuPerRun.TotalMilliseconds:0.000} ms of a core in the server, {figures.GeneratorCpuPerRun.TotalMilliseconds:0.000} in the generator: {figures.RunsPerSecondOf(machine.Cores):0} runs/s of {machine.Cores} cores without others, who took {figures.Cpu.Others / figures.Cpu.Wall:0.00} cores");
    }

    public void Start(StartFigures figures)
    {
        Line($"start to first answered /health: median {figures.Median.TotalMilliseconds:0} ms, {figures.Times[0].TotalMilliseconds:0} to {figures.Times[^1].TotalMilliseconds:0} ms in {figures.Times.Count} starts");
        Line($"idle memory: {figures.Idle.Rss / Mebi:0} MB resident ({figures.Idle.Anonymous / Mebi:0} MB of its own), {figures.Idle.Threads} threads");
    }

    public void Streams(StreamsFigures figures) => Line(
        $"{figures.Streams} idle streams on {figures.Threads} threads: {figures.Idle.Rss / Mebi:0} MB resident, {figures.Before.Rss / Mebi:0} MB before ({figures.BytesPerStream / 1024:0.0} KiB a stream)");

    public void Lint(LintFigures figures) => Line(
        $"{figures.Objects} objects in {figures.Length / Mebi:0.0} MiB linted in {figures.Times[0].TotalMilliseconds:0} ms by a server just started, {figures.Times[^1].TotalMilliseconds:0} ms by the fifth call");

    public void Incident(IncidentFigures figures) => Line(
        $"a log of {figures.Mebibytes} MiB investigated in {figures.Times.Min():0} ms at best, {figures.Times.Max():0} ms at worst, each by a fresh process; {figures.Growth:0} MiB");

    public void Search(SearchFigures figures) => Line(
        $"{figures.Passages} passages, {figures.Characters / Mebi:0} MiB, added and indexed in {figures.Indexed.TotalSeconds:0} s; a search p50 {Ms(figures.Queries, 0.5)} p95 {Ms(figures.Queries, 0.95)} p99 {Ms(figures.Queries, 0.99)} ms; index {figures.IndexBytes / Mebi:0} MB, server {figures.Rss / Mebi:0} MB resident");

    public void Bound(string what, string figure, bool holds) => Line($"{(holds ? "holds" : "FAILS"),-5}  {what}: {figure}");

    private static string Ms(RunFigures figures, double share) => Ms(figures.Latencies, share);

    private static string Ms(Latencies latencies, double share) => latencies.Percentile(share).TotalMilliseconds.ToString("0.00", CultureInfo.InvariantCulture);

    private void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
