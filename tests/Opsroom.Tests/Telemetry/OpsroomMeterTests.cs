using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Opsroom.Telemetry;
using Opsroom.Threads;

namespace Opsroom.Tests.Telemetry;

public sealed class OpsroomMeterTests
{
    [Fact]
    public void Tokens_are_counted_by_model_agent_and_type()
    {
        var agent = $"agent_{Guid.NewGuid():N}";
        using var recorder = new MeasurementRecorder(agent);

        OpsroomMeter.ModelUsed("anthropic:claude", agent, new ModelUsage(100, 40, 7, null));
        OpsroomMeter.ModelUsed("playbook", agent, ModelUsage.None);

        Assert.Equal(["opsroom.model.tokens 100 input", "opsroom.model.tokens 7 output"], recorder.Lines("gen_ai.token.type"));
    }

    [Fact]
    public void Tool_calls_are_counted_by_tool_and_outcome()
    {
        var tool = $"tool_{Guid.NewGuid():N}";
        using var recorder = new MeasurementRecorder(tool);

        OpsroomMeter.ToolFinished(tool, null);
        OpsroomMeter.ToolFinished(tool, "tool_failed");

        Assert.Equal(["opsroom.tool.calls 1 ", "opsroom.tool.calls 1 tool_failed"], recorder.Lines("error.type"));
    }

    [Fact]
    public void Runs_are_counted_by_status_and_timed_in_seconds()
    {
        using var recorder = new MeasurementRecorder("rejected");

        OpsroomMeter.RunEnded(RunKind.Agent, RunStatus.Rejected, TimeSpan.FromMilliseconds(1234567));

        var lines = recorder.Lines("opsroom.run.kind").ToArray();
        Assert.Contains("opsroom.run.duration 1234.567 agent", lines);
        Assert.Contains("opsroom.runs.ended 1 agent", lines);
    }

    /// <summary>Collects the measurements that carry a tag of this value.</summary>
    private sealed class MeasurementRecorder : IDisposable
    {
        private readonly ConcurrentQueue<(string Name, double Value, KeyValuePair<string, object?>[] Tags)> _measurements = new();
        private readonly MeterListener _listener = new();
        private readonly string _value;

        public MeasurementRecorder(string value)
        {
            _value = value;
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == OpsroomMeter.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
            _listener.Start();
        }

        public IEnumerable<string> Lines(string tag) => _measurements
            .Select(measurement => FormattableString.Invariant($"{measurement.Name} {measurement.Value} {measurement.Tags.FirstOrDefault(pair => pair.Key == tag).Value}"))
            .Order(StringComparer.Ordinal);

        public void Dispose() => _listener.Dispose();

        private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var copy = tags.ToArray();
            if (copy.Any(pair => _value.Equals(pair.Value)))
            {
                _measurements.Enqueue((instrument.Name, value, copy));
            }
        }
    }
}
