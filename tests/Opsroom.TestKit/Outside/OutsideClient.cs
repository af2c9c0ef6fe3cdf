using System.Net;
using System.Net.Http.Json;
using Opsroom.Tools;

namespace Opsroom.TestKit.Outside;

/// <summary>How the tools talk to the system outside.</summary>
/// <param name="beforeChange">Called when a change is about to be sent.</param>
public sealed class OutsideClient(Uri address, Action? beforeChange = null) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(5) };

    public async Task<ToolResult<OutsideObject>> ReadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync($"/objects/{name}", cancellationToken);
            return answer.StatusCode == HttpStatusCode.NotFound
                ? ToolFailure.NotFound($"There is no object {name}.")
                : (await answer.Content.ReadFromJsonAsync<OutsideObject>(cancellationToken))!;
        }
        catch (HttpRequestException gone)
        {
            return new ToolFailure(FaultCodes.Unreachable, $"The system outside does not answer ({gone.HttpRequestError}).");
        }
    }

    public async Task<IReadOnlyList<string>> ReadLogAsync(CancellationToken cancellationToken) =>
        (await http.GetFromJsonAsync<IReadOnlyList<string>>("/log", cancellationToken))!;

    /// <summary>The change that was made under a key; null where none was.</summary>
    public async Task<AppliedChange?> FindChangeAsync(string key, CancellationToken cancellationToken)
    {
        using var answer = await http.GetAsync($"/changes/{Uri.EscapeDataString(key)}", cancellationToken);
        return answer.StatusCode == HttpStatusCode.NotFound ? null : await answer.Content.ReadFromJsonAsync<AppliedChange>(cancellationToken);
    }

    /// <summary>Changes an object as a target with a precondition and idempotency keys is changed.</summary>
    public Task<ToolResult<AppliedChange>> ChangeAsync(string name, OutsideChange change, string key, string intent, CancellationToken cancellationToken) =>
        SendAsync($"/objects/{name}", change, [("Idempotency-Key", key), ("If-Match", intent)], cancellationToken);

    /// <summary>Changes an object as a target without either is changed.</summary>
    public Task<ToolResult<AppliedChange>> ChangeBlindlyAsync(string name, OutsideChange change, string key, CancellationToken cancellationToken) =>
        SendAsync($"/blind/{name}", change, [(OutsideSystem.CallHeader, key)], cancellationToken);

    public void Dispose() => http.Dispose();

    private async Task<ToolResult<AppliedChange>> SendAsync(
        string path, OutsideChange change, (string Name, string Value)[] headers, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(change) };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        beforeChange?.Invoke();
        try
        {
            using var answer = await http.SendAsync(request, cancellationToken);
            return answer.StatusCode switch
            {
                HttpStatusCode.OK => (await answer.Content.ReadFromJsonAsync<AppliedChange>(cancellationToken))!,
                HttpStatusCode.NotFound => ToolFailure.NotFound("There is no such object."),
                HttpStatusCode.PreconditionFailed => new ToolFailure(FaultCodes.Conflict, "The object is not as it was shown."),
                var refused => new ToolFailure(FaultCodes.Internal, $"The system outside answered {(int)refused}."),
            };
        }
        catch (HttpRequestException cut)
        {
            return new ToolFailure(FaultCodes.Unreachable, $"The connection broke ({cut.HttpRequestError}).");
        }
        catch (TaskCanceledException late) when (late.InnerException is TimeoutException)
        {
            return new ToolFailure(FaultCodes.Timeout, "The system outside did not answer in time.");
        }
    }
}
