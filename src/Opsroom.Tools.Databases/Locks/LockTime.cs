using System.Globalization;

namespace Opsroom.Tools.Databases.Locks;

/// <summary>About how long a lock is held, from the size of its table. The rates are those of ordinary network storage; no more than the order of magnitude is meant.</summary>
internal static class LockTime
{
    private const double ReadPerSecond = 100e6;
    private const double BuildPerSecond = 30e6;
    private const double RewritePerSecond = 20e6;

    public static string? Of(HeldLock held, long? bytes)
    {
        if (bytes is null)
        {
            return null;
        }

        var seconds = held.Rewrites ? bytes.Value / RewritePerSecond : held.Builds ? bytes.Value / BuildPerSecond : held.Scans ? bytes.Value / ReadPerSecond : 0;
        return seconds switch
        {
            < 1 => "1s",
            < 120 => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds):0}s"),
            < 7200 => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds / 60):0}m"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds / 3600):0}h"),
        };
    }
}
