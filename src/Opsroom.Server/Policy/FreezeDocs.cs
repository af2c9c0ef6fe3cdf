using Opsroom.Server.Docs;

namespace Opsroom.Server.Policy;

/// <summary>What the API's document says about the freeze.</summary>
internal static class FreezeDocs
{
    private const string Tag = "Policy";
    private const string Example = """{"on":true,"reason":"Incident 4711","by":"local","at":"2026-01-05T09:30:00Z"}""";

    public static RouteDoc Read { get; } = new(Tag, "Whether changes are frozen", "As every server on this store sees it.", "ReadFreeze")
    {
        Answers = [new(200, typeof(FreezeView), "The state.", Example)],
    };

    public static RouteDoc Set { get; } = new(
        Tag, "Freeze every change, or lift the freeze",
        """
        While it is on, every call whose effect is `change` or `destroy` is denied with the reason, approved or not, on all servers of this store, also after a restart.
        Reading and writing files of a thread go on. Asking for what is so already changes nothing, so the request may be repeated. Needs the role `operator` or `admin`.
        """,
        "SetFreeze")
    {
        Body = new(typeof(FreezeRequest), """{"on":true,"reason":"Incident 4711"}"""),
        Answers = [new(200, typeof(FreezeView), "The state from now on.", Example)],
        Errors = [(403, "The role is missing."), (422, "The request is not valid; `detail` lists everything that is wrong.")],
    };
}
