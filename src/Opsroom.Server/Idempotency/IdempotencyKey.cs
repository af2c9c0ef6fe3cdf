using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Opsroom.Approvals;
using Opsroom.Server.Errors;
using Opsroom.Threads;

namespace Opsroom.Server.Idempotency;

/// <summary>Reads what a request's <c>Idempotency-Key</c> claims.</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";
    private const int LongestKey = 255;

    private static readonly JsonLocation[] Location = ["header", "idempotency-key"];

    /// <summary>The claim, null where the request has no key, or what is wrong with the key.</summary>
    public static RequestProblem? TryRead(HttpRequest request, ReadOnlySpan<byte> body, out IdempotencyClaim? claim)
    {
        claim = null;
        var given = request.Headers[Header];
        if (given.Count == 0)
        {
            return null;
        }

        var key = given.ToString().Trim();
        if (key.Length is 0 or > LongestKey || key.Any(character => character is < ' ' or > '~'))
        {
            return new RequestProblem(
                "string_pattern_mismatch", [.. Location], "String should match pattern '^[ -~]{1,255}$'", JsonSerializer.SerializeToElement(key, WireJson.Default.String));
        }

        claim = new IdempotencyClaim(key, DigestOf(request, body));
        return null;
    }

    /// <summary>The answer to a key that was used for another request.</summary>
    public static ErrorAnswer UsedOtherwise(string key) => ErrorAnswer.Invalid(new RequestProblem(
        "value_error", [.. Location], "Value error, this key was used for another request within the last 24 hours: choose a new one",
        JsonSerializer.SerializeToElement(key, WireJson.Default.String)));

    // under the data key: a body may hold a secret that somebody who reads the store could guess from a plain hash
    private static string DigestOf(HttpRequest request, ReadOnlySpan<byte> body) => request.HttpContext.RequestServices.GetRequiredService<CallBinding>().Of(
        "request", request.Method, $"{request.Path}{request.QueryString}", Convert.ToHexStringLower(SHA256.HashData(body)));
}
