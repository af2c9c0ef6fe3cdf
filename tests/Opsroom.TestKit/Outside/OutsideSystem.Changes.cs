using Microsoft.AspNetCore.Http;

namespace Opsroom.TestKit.Outside;

public sealed partial class OutsideSystem
{
    private AppliedChange? ByKey(string key)
    {
        lock (access)
        {
            return byKey.GetValueOrDefault(key);
        }
    }

    private async Task<IResult> ChangeAsync(string name, OutsideChange change, HttpContext context, bool guarded)
    {
        lock (access)
        {
            reached[name] = reached.GetValueOrDefault(name) + 1;
        }

        await (Arrived?.Invoke(name) ?? Task.CompletedTask);
        var fault = faults.TryGetValue(name, out var queue) && queue.TryDequeue(out var next) ? next : null;
        switch (fault)
        {
            case OutsideFault.Hold hold:
                await hold.Released.WaitAsync(closing.Token);
                break;
            case OutsideFault.Refuse refuse:
                return Results.StatusCode(refuse.Status);
            case OutsideFault.CutBefore:
                context.Abort();
                return Results.Empty;
            case OutsideFault.Silence:
                return await HangAsync(context);
            default:
                break;
        }

        var (answer, made) = Apply(name, change, context.Request.Headers, guarded);
        if (made)
        {
            await (Made?.Invoke(name) ?? Task.CompletedTask);
        }

        switch (fault)
        {
            case OutsideFault.CutAfter:
                context.Abort();
                return Results.Empty;
            case OutsideFault.SilenceAfter:
                return await HangAsync(context);
            default:
                return answer;
        }
    }

    private (IResult Answer, bool Made) Apply(string name, OutsideChange change, IHeaderDictionary headers, bool guarded)
    {
        var key = (string?)(guarded ? headers["Idempotency-Key"] : headers[CallHeader]);
        lock (access)
        {
            if (guarded && key is not null && byKey.TryGetValue(key, out var earlier))
            {
                return (Results.Json(earlier), false);
            }

            if (!objects.TryGetValue(name, out var found))
            {
                return (Results.NotFound(), false);
            }

            if (guarded && headers.IfMatch.Count > 0 && headers.IfMatch != found.Intent)
            {
                return (Results.StatusCode(StatusCodes.Status412PreconditionFailed), false);
            }

            var made = new AppliedChange(key, name, change.Value, change.Password, found.Version + 1);
            applied.Add(made);
            if (key is not null)
            {
                byKey[key] = made;
            }

            if (change.Value is null)
            {
                objects.Remove(name);
            }
            else
            {
                objects[name] = found with { Value = change.Value, Version = made.Version };
            }

            return (Results.Json(made), true);
        }
    }

    private async Task<IResult> HangAsync(HttpContext context)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, closing.Token);
        try
        {
            await Task.Delay(Timeout.Infinite, either.Token);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }

        return Results.Empty;
    }
}
