using Microsoft.AspNetCore.Http;
using Opsroom.Server.Errors;
using Opsroom.Server.Idempotency;
using Opsroom.Threads;

namespace Opsroom.Server.Requests;

/// <summary>A command as a request gives it: what its body says and what its idempotency key claims, or the answer that refuses it.</summary>
internal sealed class PostedCommand<T>
{
    private readonly T? said;

    private PostedCommand(T? said, IdempotencyClaim? claim, ErrorAnswer? refusal) => (this.said, Claim, Refusal) = (said, claim, refusal);

    /// <summary>Set where the body cannot be read, or something in it or the key is wrong.</summary>
    public ErrorAnswer? Refusal { get; }

    /// <summary>What the body says.</summary>
    public T Said => Refusal is null ? said! : throw new InvalidOperationException("The command was refused.");

    /// <summary>Null where the request has no key.</summary>
    public IdempotencyClaim? Claim { get; }

    /// <param name="limit">Bytes the body may have.</param>
    /// <param name="read">Reads the body. What is wrong stands in the fields.</param>
    /// <param name="allowNul">Whether strings may hold U+0000.</param>
    /// <param name="mayBeEmpty">Whether no body at all means an empty object.</param>
    public static async Task<PostedCommand<T>> ReadAsync(
        HttpRequest request, long limit, Func<RequestFields, T> read, bool allowNul = false, bool mayBeEmpty = false)
    {
        var body = await JsonBody.ReadAsync(request, limit, allowNul, mayBeEmpty);
        if (body.Refusal is { } refusal)
        {
            return new PostedCommand<T>(default, null, refusal);
        }

        var given = read(body.Fields);
        if (IdempotencyKey.TryRead(request, body.Bytes, out var claim) is { } badKey)
        {
            body.Fields.Add(badKey);
        }

        return body.Fields.Valid ? new PostedCommand<T>(given, claim, null) : new PostedCommand<T>(default, null, ErrorAnswer.Invalid(body.Fields.Problems));
    }
}
