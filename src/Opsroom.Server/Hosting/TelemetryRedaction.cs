using System.Diagnostics;
using OpenTelemetry;
using Opsroom.Telemetry;
using Opsroom.Threads;

namespace Opsroom.Server.Hosting;

/// <summary>Redacts what an activity says before any exporter sees it.</summary>
internal sealed class TelemetryRedaction(Redactor redactor) : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        var thread = ThreadOf(data);
        foreach (var (name, value) in data.EnumerateTagObjects())
        {
            // a tag is replaced in its place, so the list may be walked on
            if (value is string text && redactor.Redact(text, thread) is { Secrets: > 0 } redacted)
            {
                data.SetTag(name, redacted.Text);
            }
        }

        if (redactor.Redact(data.DisplayName, thread) is { Secrets: > 0 } displayed)
        {
            data.DisplayName = displayed.Text;
        }

        if (data.StatusDescription is { } description && redactor.Redact(description, thread) is { Secrets: > 0 } described)
        {
            data.SetStatus(data.Status, described.Text);
        }
    }

    private static ThreadKey ThreadOf(Activity activity) =>
        activity.GetTagItem(TagNames.Conversation) is string text && ThreadId.TryParse(text, out var id)
            ? new ThreadKey(activity.GetTagItem(TagNames.Tenant) as string ?? ThreadKey.DefaultTenant, id)
            : default;
}
