using System.Text;
using System.Text.Json;
using Opsroom.Telemetry;

namespace Opsroom.Tools.Incidents.Bundles;

/// <summary>Takes secrets out of evidence before it is saved. What is saved is what was investigated, so that a replay sees the same.</summary>
internal static class BundleMask
{
    public static BundleContent Of(BundleContent content, Redactor redactor) => content with { Files = [.. content.Files.Select(file => Of(file, redactor))] };

    private static BundleFile Of(BundleFile file, Redactor redactor)
    {
        if (IsJson(file.Text))
        {
            return redactor.TryRedactJson(file.Text.Span, default, out var redacted) ? new(file.Path, redacted) : new(file.Path, file.Text);
        }

        var masked = redactor.Redact(Encoding.UTF8.GetString(file.Text.Span), default);
        // unpacked and converted files are written as they were read
        return masked.Secrets == 0 ? new(file.Path, file.Text) : new(file.Path, Encoding.UTF8.GetBytes(masked.Text));
    }

    private static bool IsJson(ReadOnlyMemory<byte> text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
