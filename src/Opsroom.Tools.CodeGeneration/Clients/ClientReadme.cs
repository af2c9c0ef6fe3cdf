using System.Globalization;
using System.Text;
using Opsroom.Tools.CodeGeneration.Types;

namespace Opsroom.Tools.CodeGeneration.Clients;

/// <summary>The README of a client: how it is built, called and told who calls.</summary>
internal static class ClientReadme
{
    private const string Redirects =
        "Redirects are followed where nothing is lost and nobody is told who calls: a write goes on at its own origin only, and to another origin no header goes but `Accept`.";

    public static string TypeScript(ClientPlan plan) => Write(plan, "TypeScript", $$"""
        Node 18 or later, or a browser; no dependencies. `npm install && npm run build` compiles it into `dist`, `npm run check` also checks the example.

        ```ts
        import { {{plan.ClientType}} } from "{{Types.Naming.Words.Kebab(plan.Product, "api")}}-client";

        const client = new {{plan.ClientType}}({ timeoutMs: 10_000 });
        ```
        """, [
            "An answer that is no success throws `ApiError` with `status`, `headers` and the parsed `body`; the types of documented bodies stand beside each operation (`…Error`). No answer in time throws `TimeoutError`.",
            "Dates are texts as JSON has them (`IsoDate`, `IsoDateTime`); bytes in JSON are base64; files are `Blob`s. Integers above 2^53 lose digits in JavaScript.",
            "Enums list the values that are known and take any other.",
            "Operations that list pages have a second method (`…Pages`) that goes through all items.",
            "Idempotent calls are made again after 408, 425, 429, 5xx and broken connections, with growing pauses or as `Retry-After` asks (`maxRetries`, `retryDelayMs`, `maxRetryDelayMs`).",
            "Every call takes `{ signal, timeoutMs, maxRetries, headers }` as its last argument.",
        ]);

    public static string Python(ClientPlan plan, string package, bool isHttpx) => Write(plan, "Python", $$"""
        Python 3.9 or later; {{(isHttpx ? "needs httpx." : "the standard library only.")}} `pip install .` installs it.

        ```python
        from {{package}} import {{plan.ClientType}}

        client = {{plan.ClientType}}(timeout=10.0)
        ```
        """, [
            "An answer that is no success raises `ApiError` with `status`, `headers` and `body`; documented bodies are read into their types. Common statuses have classes of their own (`NotFoundError`, `TooManyRequestsError`, …).",
            "Models are dataclasses with `from_dict` and `to_dict`. What the API sends beyond them is kept in `additional_properties` and sent again. A property that is `None` is left out unless it is required; put `None` into `additional_properties` to send null.",
            "Enums keep a value that they do not know.",
            "Operations that list pages have a second method (`…_pages`) that goes through all items.",
            "Idempotent calls are made again after 408, 425, 429, 5xx and broken connections, with growing pauses or as `Retry-After` asks (`max_retries`, `retry_delay`, `max_retry_delay`).",
        ]);

    public static string CSharp(ClientPlan plan) => Write(plan, "C#", $$"""
        .NET 10, no packages (the code itself asks for .NET 8 or later). `dotnet build` compiles it.

        ```csharp
        using var client = new {{plan.ClientType}}(new {{plan.ClientType}}Options { Timeout = TimeSpan.FromSeconds(10) });
        ```

        With `IHttpClientFactory`, give the constructor the `HttpClient` as its second argument.
        """, [
            "An answer that is no success throws `ApiException` with `StatusCode`, `Headers` and `Body`; where the body of the error is documented, `ApiException<T>` with the typed `Error`.",
            "Models are records. What the API sends beyond them is kept in `AdditionalProperties` and sent again. A property that is `null` is left out unless it is required.",
            "Enums are values of their own that keep what they do not know; compare them with `==`.",
            "A value that is one of several types has `Value` and an `As…` for each of them.",
            "Operations that list pages have a second method (`…PagesAsync`) that goes through all items.",
            "Idempotent calls are made again after 408, 425, 429, 5xx and broken connections, with growing pauses or as `Retry-After` asks (`MaxRetries`, `RetryDelay`, `MaxRetryDelay`).",
        ]);

    public static string Go(ClientPlan plan, string package) => Write(plan, "Go", $$"""
        Go 1.19 or later, the standard library only.

        ```go
        client, err := {{package}}.New({{package}}.Options{Timeout: 10 * time.Second})
        ```
        """, [
            "An answer that is no success is an `*APIError` with `StatusCode`, `Header` and `Body`; `ErrorDetail[T](err)` gives the documented body its type.",
            "What an operation needs are arguments, the rest is its `…Params`; `Ptr` gives the address of a value. A field that is nil is left out unless it is required.",
            "Enums are constants of a type that takes any other value. A value that is one of several types has `Value` and an `As…` for each of them.",
            "Operations that list pages have a second method (`…Pages`) that calls a function for every item.",
            "Idempotent calls are made again after 408, 425, 429, 5xx and broken connections, with growing pauses or as `Retry-After` asks (`MaxRetries`, `RetryDelay`, `MaxRetryDelay`). The context ends a call at once.",
            "Integers in `any` are float64, as encoding/json has them; files are bytes.",
        ]);

    public static string Java(ClientPlan plan, string package) => Write(plan, "Java", $$"""
        Java 17 or later, no dependencies. `mvn package` or `javac -d classes $(find src -name '*.java')` compiles it.

        ```java
        import {{package}}.*;

        {{plan.ClientType}} client = new {{plan.ClientType}}(new ClientOptions().timeout(Duration.ofSeconds(10)));
        ```

        A credential is given by the name of its scheme: `new ClientOptions().credential("name", Credential.token("…"))`.
        """, [
            "An answer that is no success throws `ApiException` (unchecked) with `status()`, `headers()` and `body()`; `detail(Type.class)` gives the documented body. No answer throws `UncheckedIOException`.",
            "Models are records with builders, `fromJson` and `toJson`. What the API sends beyond them is kept in `additionalProperties` and sent again. A property that is null is left out unless it is required.",
            "Enums are values of their own that keep what they do not know; compare them with `equals`. A value that is one of several types has `value()` and an `as…()` for each of them.",
            "Operations that list pages have a second method (`…Pages`) that gives all items as an `Iterable`.",
            "Idempotent calls are made again after 408, 425, 429, 5xx and broken connections, with growing pauses or as `Retry-After` asks (`maxRetries`, `retryDelay`, `maxRetryDelay`).",
        ]);

    private static string Write(ClientPlan plan, string language, string start, IReadOnlyList<string> behaviour)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {Plain(plan.Contract.Title)}: {language} client\n\nWritten from the API description, version {Plain(plan.Contract.Version)}. {plan.Contract.Operations.Count()} operations.\n\n## Start\n\n{start.ReplaceLineEndings("\n")}\n");
        if (plan.Contract.Security is { IsEmpty: false } schemes)
        {
            text.Append("\n## Credentials\n\n| scheme | what it is |\n| --- | --- |\n");
            foreach (var scheme in schemes)
            {
                text.Append(CultureInfo.InvariantCulture, $"| `{Plain(scheme.Name)}` | {Of(scheme)} |\n");
            }

            text.Append("\nOf the alternatives that an operation allows, the first one is sent for which everything is given. A token may also be a function that gives it.\n");
        }

        text.Append("\n## Behaviour\n\n");
        foreach (var line in behaviour.Append(Redirects))
        {
            text.Append("- ").Append(line).Append('\n');
        }

        text.Append("\n## Operations\n");
        foreach (var group in plan.Groups)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n### {group.Member}\n\n| method | request | what it does |\n| --- | --- | --- |\n");
            foreach (var planned in group.Operations)
            {
                text.Append(CultureInfo.InvariantCulture, $"| `{planned.Method}` | `{planned.Operation.Method} {Plain(planned.Operation.Path)}` | {Plain(DocText.FirstLine(planned.Operation.Summary, planned.Operation.Doc) ?? "")} |\n");
            }
        }

        return text.ToString();
    }

    private static string Of(SecurityScheme scheme) => scheme.Kind switch
    {
        SecurityKind.Basic => "name and password (HTTP basic)",
        SecurityKind.ClientCredentials => "client id and secret; the token is fetched, kept and renewed (OAuth2 client credentials)",
        SecurityKind.ApiKeyHeader => $"an API key in the header `{Plain(scheme.KeyName!)}`",
        SecurityKind.ApiKeyQuery => $"an API key in the query parameter `{Plain(scheme.KeyName!)}`",
        SecurityKind.ApiKeyCookie => $"an API key in the cookie `{Plain(scheme.KeyName!)}`",
        _ => "a token (bearer)",
    };

    /// <summary>One line that cannot become markup of the page.</summary>
    private static string Plain(string text) =>
        string.Concat(OutsideText.OneLine(text, 160).Select(letter => letter switch { '|' => "\\|", '`' => "'", '<' => "&lt;", '[' => "\\[", _ => letter.ToString() }));
}
