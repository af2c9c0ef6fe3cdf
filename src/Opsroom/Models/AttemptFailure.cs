using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Opsroom.Threads;

namespace Opsroom.Models;

/// <summary>Why an attempt came to nothing.</summary>
/// <param name="Reason">A few words for the journal, the log and health: <c>overloaded</c>.</param>
/// <param name="Detail">A sentence for a person.</param>
/// <param name="Next">What to do about it.</param>
/// <param name="RetryAfter">When the provider asks to be tried again.</param>
/// <param name="Setting">The configuration key that would mend it.</param>
/// <param name="IsOutage">Whether it speaks against the provider as a whole: counts towards opening the circuit.</param>
internal sealed record AttemptFailure(
    string Reason, string Detail, AfterFailure Next, TimeSpan? RetryAfter = null, string? Setting = null, bool IsOutage = false)
{
    /// <summary>The reason where the provider answers that it does not have what was asked for.</summary>
    public const string UnknownModel = "unknown model";

    private const int LongestDetail = 300;

    /// <summary>Whether health should speak of it; a request that was merely wrong says nothing against the provider.</summary>
    public bool SaysSomethingAboutHealth => IsOutage || Setting is not null || Next is AfterFailure.Retry;

    public static AttemptFailure Timeout(TimeSpan silence) =>
        new("timeout", $"It was silent for {silence.TotalSeconds:0.#} s.", AfterFailure.Retry, IsOutage: true);

    public static AttemptFailure CutOff() =>
        new("stream cut", "The connection was cut before the answer was complete.", AfterFailure.Retry, IsOutage: true);

    public static AttemptFailure Refused(string? words) =>
        new("refused", Short(words) is { Length: > 0 } said ? $"It declined to answer: {said}" : "It declined to answer this request.", AfterFailure.Stop);

    public static AttemptFailure CircuitOpen(string? lastReason) =>
        new("circuit open", $"It kept failing ({lastReason ?? "no reason known"}) and is left alone for a while.", AfterFailure.NextModel, IsOutage: true);

    /// <summary>Reads what a client threw.</summary>
    public static AttemptFailure From(Exception exception, IModelProvider? provider) => exception switch
    {
        ProviderException answered => FromAnswer(answered, provider),
        _ when Causes(exception).Any(IsUnreachable) =>
            new("unreachable", $"It cannot be reached: {Short(exception.GetBaseException().Message)}", AfterFailure.Retry, Setting: provider?.AddressSetting, IsOutage: true),
        _ when Causes(exception).Any(cause => cause is IOException or SocketException or HttpRequestException or OperationCanceledException or TimeoutException) => CutOff(),
        JsonException => new("unreadable answer", "Its answer could not be read.", AfterFailure.Retry, IsOutage: true),
        _ => new("client failed", $"Its client failed: {Short(exception.Message)}", AfterFailure.NextModel),
    };

    /// <summary>As clients see it.</summary>
    public Fault ToFault(string model) => Next is AfterFailure.Stop
        ? new Fault("model_refused", $"{model} refused. {Detail}")
        : new Fault("model_unavailable", $"{model} could not answer. {Detail}", Retryable: Next is AfterFailure.Retry || IsOutage, Setting);

    private static bool IsUnreachable(Exception exception) => exception is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
    };

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }

    private static AttemptFailure FromAnswer(ProviderException answer, IModelProvider? provider)
    {
        var said = Short(answer.Message);
        var key = provider?.KeySetting;
        return answer.Status switch
        {
            _ when answer.Type is "content_filter" => Refused(said),
            HttpStatusCode.Unauthorized => new("credential rejected", $"The credential was rejected: check {key}.", AfterFailure.NextModel, Setting: key),
            HttpStatusCode.Forbidden => new("not permitted", $"The credential may not use this model: check {key}. {said}", AfterFailure.NextModel, Setting: key),
            HttpStatusCode.PaymentRequired => new("not paid", $"The account behind {key} cannot pay: {said}", AfterFailure.NextModel, Setting: key),
            HttpStatusCode.NotFound => new(UnknownModel, $"The provider does not know this model or address: {said}", AfterFailure.NextModel, Setting: "OPSROOM_MODEL"),
            HttpStatusCode.RequestEntityTooLarge => TooLong(said),
            HttpStatusCode.TooManyRequests when IsSpent(answer) => new("quota spent", $"The quota behind {key} is spent: {said}", AfterFailure.NextModel, Setting: key),
            HttpStatusCode.TooManyRequests => new("rate limited", $"It limits the rate of requests: {said}", AfterFailure.Retry, answer.RetryAfter),
            HttpStatusCode.RequestTimeout or HttpStatusCode.Conflict => new($"HTTP {(int)answer.Status}", said, AfterFailure.Retry, answer.RetryAfter),
            (HttpStatusCode)529 => Outage("overloaded", "It is overloaded", answer),
            >= HttpStatusCode.InternalServerError => Outage($"HTTP {(int)answer.Status}", "It failed", answer),
            null when IsTooLong(answer) => TooLong(said),
            null => Outage("stream error", "It broke off with an error", answer),
            _ when IsTooLong(answer) => TooLong(said),
            _ => new($"HTTP {(int)answer.Status}", $"The request was rejected: {said}", AfterFailure.NextModel),
        };
    }

    private static AttemptFailure Outage(string reason, string words, ProviderException answer) =>
        new(reason, $"{words}: {Short(answer.Message)}", AfterFailure.Retry, answer.RetryAfter, IsOutage: true);

    private static AttemptFailure TooLong(string said) =>
        new("context too long", $"The conversation is longer than the model's window; start a new thread or use a model with a larger one. {said}", AfterFailure.NextModel);

    private static bool IsTooLong(ProviderException answer) =>
        answer.Type is "context_length_exceeded" or "request_too_large"
        || answer.Message.Contains("prompt is too long", StringComparison.OrdinalIgnoreCase)
        || answer.Message.Contains("context length", StringComparison.OrdinalIgnoreCase)
        || answer.Message.Contains("context window", StringComparison.OrdinalIgnoreCase);

    private static bool IsSpent(ProviderException answer) => answer.Type is "insufficient_quota" or "billing_hard_limit_reached";

    private static string Short(string? text)
    {
        var line = (text ?? "").ReplaceLineEndings(" ").Trim();
        return line.Length <= LongestDetail ? line : line[..LongestDetail] + "…";
    }
}

internal enum AfterFailure
{
    /// <summary>The same model may answer a moment later.</summary>
    Retry,

    /// <summary>This model will not answer this request; another one may.</summary>
    NextModel,

    /// <summary>No other model is asked either.</summary>
    Stop,
}
