using System.Net;
using System.Text.Json.Nodes;
using Opsroom.Server.Tests.Proofs.Approvals;

namespace Opsroom.Server.Tests.Proofs.Incidents;

/// <summary>A client that hands evidence in and has it investigated: it knows nothing but the contract.</summary>
internal sealed class IncidentClient(Uri server) : IDisposable
{
    public const string Tool = "investigate_incident";
    public const string Agent = "incident_agent";

    private readonly HttpClient http = new() { BaseAddress = server, Timeout = TimeSpan.FromMinutes(5) };

    public ApprovalClient Plain { get; } = new(server);

    /// <summary>Puts the files into a folder of a thread's workspace.</summary>
    public async Task HandInAsync(string thread, string folder, RecordedEvidence evidence, CancellationToken cancellationToken) =>
        await PutAsync($"/threads/{thread}/artifacts/{folder}?extract=true", await evidence.ZipAsync(cancellationToken), cancellationToken);

    public Task HandInFileAsync(string thread, string path, byte[] bytes, CancellationToken cancellationToken) => PutAsync($"/threads/{thread}/artifacts/{path}", bytes, cancellationToken);

    public Task<Answered> CallAsync(string thread, object arguments, CancellationToken cancellationToken) => Plain.CallAsync(Tool, arguments, thread, cancellationToken);

    /// <summary>Hands evidence in and has it investigated, in a thread of its own.</summary>
    public async Task<Investigation> InvestigateAsync(string thread, RecordedEvidence evidence, CancellationToken cancellationToken, string? saveTo = null)
    {
        await HandInAsync(thread, "bundle", evidence, cancellationToken);
        return Investigation.Of(await CallAsync(thread, saveTo is null ? new { bundle_path = "bundle" } : new { bundle_path = "bundle", save_bundle_to = saveTo }, cancellationToken));
    }

    /// <summary>The bundle that an investigation has saved, whether as a folder or as a zip.</summary>
    public async Task<RecordedEvidence> FetchAsync(string thread, string folder, CancellationToken cancellationToken)
    {
        var found = RecordedEvidence.Empty;
        foreach (var path in await ArtifactsAsync(thread, cancellationToken))
        {
            if (path == folder || path == folder + ".zip")
            {
                return await RecordedEvidence.UnzipAsync(await BytesAsync(thread, path, cancellationToken), cancellationToken);
            }

            if (path.StartsWith(folder + "/", StringComparison.Ordinal))
            {
                found = found.With(path[(folder.Length + 1)..], await BytesAsync(thread, path, cancellationToken));
            }
        }

        return found;
    }

    public async Task<JsonObject> ThreadAsync(string thread, CancellationToken cancellationToken) => (await Plain.GetAsync($"/threads/{thread}", cancellationToken)).Body;

    public Task<Answered> InvokeAsync(string thread, string task, CancellationToken cancellationToken) =>
        Plain.PostAsync("/agent/invoke", new { task, agent_name = Agent, thread_id = thread }, cancellationToken);

    public void Dispose()
    {
        http.Dispose();
        Plain.Dispose();
    }

    private async Task<IReadOnlyList<string>> ArtifactsAsync(string thread, CancellationToken cancellationToken)
    {
        List<string> paths = [];
        string? cursor = null;
        do
        {
            var page = (await Plain.GetAsync($"/threads/{thread}/artifacts?limit=100{(cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor))}", cancellationToken)).Body;
            paths.AddRange(page["items"]!.AsArray().Select(item => (string)item!["path"]!));
            cursor = (string?)page["next_cursor"];
        }
        while (cursor is not null);
        return paths;
    }

    private Task<byte[]> BytesAsync(string thread, string path, CancellationToken cancellationToken) =>
        http.GetByteArrayAsync($"/threads/{thread}/artifacts/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}", cancellationToken);

    private async Task PutAsync(string path, byte[] bytes, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(bytes);
        using var response = await http.PutAsync(path, content, cancellationToken);
        Assert.True(response.StatusCode is HttpStatusCode.Created or HttpStatusCode.OK, $"{path}: {response.StatusCode} {await response.Content.ReadAsStringAsync(cancellationToken)}");
    }
}
