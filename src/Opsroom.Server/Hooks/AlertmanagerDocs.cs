using Opsroom.Server.Docs;

namespace Opsroom.Server.Hooks;

/// <summary>What the API's document says about hooks.</summary>
internal static class AlertmanagerDocs
{
    private const string Notification = """
        {"version":"4","groupKey":"{}:{alertname=\"HighLatency\"}","truncatedAlerts":0,"status":"firing","receiver":"opsroom","groupLabels":{"alertname":"HighLatency"},"commonLabels":{"alertname":"HighLatency","service":"checkout","namespace":"shop","severity":"critical"},"commonAnnotations":{"summary":"p99 of checkout is 2.4 s"},"externalURL":"http://alertmanager.example:9093","alerts":[{"status":"firing","labels":{"alertname":"HighLatency","service":"checkout","namespace":"shop","severity":"critical"},"annotations":{"summary":"p99 of checkout is 2.4 s"},"startsAt":"2026-01-05T09:30:00Z","endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://prometheus.example:9090/graph","fingerprint":"9a2d1c6f0b7e4835"}]}
        """;

    public static RouteDoc Notify { get; } = new(
        "Hooks", "Investigate what an Alertmanager says is firing",
        """
        Takes the webhook of an Alertmanager (version 4). A group of alerts has one thread, named after its key; what begins to fire in it starts one run of `incident_agent` there, and
        the answer does not wait for it. A notification that is sent again, also after a restart, starts nothing, nor does one of alerts that an investigation knows already, or one that
        they are resolved: that is kept beside the investigation under `alerts/`. Labels and annotations are text from outside, and the thread is tainted by them.
        """,
        "NotifyAlerts")
    {
        Parameters = [ParameterDoc.IdempotencyKey],
        Body = new(typeof(AlertmanagerRequest), Notification),
        Answers =
        [
            new(202, typeof(AlertmanagerAnswer), "It was taken; `Location` names the status of the investigation.",
                """{"status":"in_progress","thread_id":"alerts-0c3f9b1e5d7a8246","run_id":"run-01a2","investigation":"started"}"""),
        ],
        Errors =
        [
            (409, "The group's thread was last worked on by a newer version of this server."),
            (422, "It is no notification of version 4, or a time in it is none; `detail` lists everything that is wrong."),
        ],
    };
}
