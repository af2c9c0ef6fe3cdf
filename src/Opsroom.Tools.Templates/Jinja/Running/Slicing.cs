using Opsroom.Tools.Templates.Jinja.Values;

namespace Opsroom.Tools.Templates.Jinja.Running;

/// <summary>Python's slices of texts, lists and tuples.</summary>
internal static class Slicing
{
    public static object? Slice(JinjaRun run, object? value, object? start, object? stop, object? step)
    {
        switch (value)
        {
            case string text:
                var letter = TextEdits.Letters(run, text, out var length);
                return run.Budget.Built(string.Concat(Indexes(length, start, stop, step).Select(letter)));
            case JinjaList list:
                return new JinjaList([.. Indexes(list.Items.Count, start, stop, step).Select(index => list.Items[index])]);
            case JinjaTuple tuple:
                return new JinjaTuple([.. Indexes(tuple.Items.Count, start, stop, step).Select(index => tuple.Items[index])]);
            case Undefined undefined:
                throw undefined.Fault();
            default:
                return run.MakeUndefined($"a {PythonText.TypeOf(value)} has no slices");
        }
    }

    private static IEnumerable<int> Indexes(int length, object? start, object? stop, object? step)
    {
        var stride = Number(step) ?? 1;
        if (stride == 0)
        {
            throw JinjaRun.Fault("The step of a slice cannot be zero.");
        }

        var (low, high) = stride > 0 ? (0L, length) : (-1L, length - 1L);
        var first = Clamp(Number(start) ?? (stride > 0 ? low : high), start is not null, length, low, high);
        var last = Clamp(Number(stop) ?? (stride > 0 ? high : low), stop is not null, length, low, high);
        for (var index = first; stride > 0 ? index < last : index > last; index += stride)
        {
            yield return (int)index;
        }
    }

    private static long Clamp(long index, bool isGiven, int length, long low, long high) =>
        Math.Clamp(isGiven && index < 0 ? index + length : index, low, high);

    private static long? Number(object? value) => value is null ? null
        : PythonArithmetic.Whole(value) is { } number ? Math.Clamp(number, -(1L << 40), 1L << 40)
        : throw JinjaRun.Fault("The bounds of a slice are integers.");
}
