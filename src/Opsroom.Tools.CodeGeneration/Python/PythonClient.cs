using Opsroom.Tools.CodeGeneration.Clients;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.CodeGeneration.Types.Naming;

namespace Opsroom.Tools.CodeGeneration.Python;

/// <summary>Writes a typed client in Python, on the standard library or on httpx.</summary>
internal static class PythonClient
{
    private static readonly string[] RuntimeTypes =
        ["ApiError", "BadRequestError", "UnauthorizedError", "ForbiddenError", "NotFoundError", "ConflictError", "UnprocessableEntityError", "TooManyRequestsError", "ServerError", "TransportError",
         "BasicCredentials", "ClientCredentials", "HttpClient", "Provided", "SecurityScheme", "Body", "Format", "Response", "Decoder", "Variant", "OpenStrEnum", "OpenIntEnum", "OpenFloatEnum", "Any", "Union"];

    public static IEnumerable<GeneratedFile> Write(Contract contract, bool isHttpx)
    {
        var plan = new ClientPlan(contract, LanguageNames.Python, RuntimeTypes);
        var package = Words.Snake(plan.Product, "api") + "_client";
        yield return new("pyproject.toml", Project(plan, package, isHttpx));
        yield return new("README.md", ClientReadme.Python(plan, package, isHttpx));
        yield return new($"{package}/py.typed", "");
        yield return new($"{package}/_json.py", RuntimeFiles.Read("Python/Runtime/_json.py"));
        yield return new($"{package}/_runtime.py", RuntimeFiles.Read("Python/Runtime/_runtime.py"));
        yield return new($"{package}/_transport.py", RuntimeFiles.Read(isHttpx ? "Python/Runtime/_transport_httpx.py" : "Python/Runtime/_transport_urllib.py"));
        yield return new($"{package}/models.py", new PythonModels(plan).Write());
        yield return new($"{package}/api/__init__.py", "\"\"\"The operations, a module for each group.\"\"\"\n");
        var operations = new PythonOperations(plan);
        foreach (var group in plan.Groups)
        {
            yield return new($"{package}/api/{group.Module}.py", operations.Write(group));
        }

        yield return new($"{package}/client.py", Client(plan));
        yield return new($"{package}/__init__.py", Init(plan));
        yield return new("examples/example.py", Example(plan, package));
    }

    private static string Client(ClientPlan plan)
    {
        var code = new CodeWriter(4);
        var schemes = plan.Contract.Security;
        var names = plan.Names.Unique(NameKind.Parameter, schemes.Select(scheme => scheme.Name), "self", "base_url", "headers", "timeout", "max_retries", "retry_delay", "max_retry_delay");
        using (code.Block($"class {plan.ClientType}:"))
        {
            code.Lines(DocText.Docstring(DocText.Lines(plan.Contract.Title + " " + plan.Contract.Version, plan.Contract.Doc))).Line();
            using (code.Block("def __init__("))
            {
                code.Line("self,").Line("base_url: str | None = None,").Line("*,");
                code.Lines(schemes.Select((scheme, i) => $"{names[i]}: {Credential(scheme.Kind)} | None = None,"));
                code.Line("headers: Mapping[str, str] | None = None,").Line("timeout: float = 30.0,").Line("max_retries: int = 2,").Line("retry_delay: float = 0.5,").Line("max_retry_delay: float = 30.0,");
            }

            using (code.Block(") -> None:"))
            {
                using (code.Block("http = HttpClient(", ")"))
                {
                    code.Line("base_url=base_url,").Line($"address={(plan.DefaultServer is { } server ? PythonText.Literal(server) : "None")},");
                    code.Line($"schemes={{{string.Join(", ", schemes.Select(scheme => $"{PythonText.Literal(scheme.Name)}: {Scheme(scheme)}"))}}},");
                    code.Line($"credentials={{{string.Join(", ", schemes.Select((scheme, i) => $"{PythonText.Literal(scheme.Name)}: {names[i]}"))}}},");
                    code.Line("headers=headers or {},").Line("timeout=timeout,").Line("max_retries=max_retries,").Line("retry_delay=retry_delay,").Line("max_retry_delay=max_retry_delay,");
                }

                foreach (var group in plan.Groups)
                {
                    code.Line($"self.{group.Member} = {group.Type}(http)");
                    code.Lines(DocText.Docstring(DocText.Lines(DocText.FirstLine(group.Group.Doc))));
                }
            }
        }

        var body = code.ToString();
        return PythonImports.For(body, ".", plan.Groups.Select(group => $"from .api.{group.Module} import {group.Type}")) + "\n" + body;
    }

    private static string Credential(SecurityKind kind) => kind switch
    {
        SecurityKind.Basic => "BasicCredentials",
        SecurityKind.ClientCredentials => "ClientCredentials | Provided",
        _ => "Provided",
    };

    private static string Scheme(SecurityScheme scheme) => scheme.Kind switch
    {
        SecurityKind.Basic => "SecurityScheme(\"basic\")",
        SecurityKind.ClientCredentials => $"SecurityScheme(\"bearer\", token_url={PythonText.Literal(scheme.TokenUrl!)}, scopes=({string.Concat(scheme.Scopes.Select(scope => PythonText.Literal(scope) + ", ")).TrimEnd(' ')}))",
        SecurityKind.ApiKeyHeader => $"SecurityScheme(\"header\", {PythonText.Literal(scheme.KeyName!)})",
        SecurityKind.ApiKeyQuery => $"SecurityScheme(\"query\", {PythonText.Literal(scheme.KeyName!)})",
        SecurityKind.ApiKeyCookie => $"SecurityScheme(\"cookie\", {PythonText.Literal(scheme.KeyName!)})",
        _ => "SecurityScheme(\"bearer\")",
    };

    private static string Init(ClientPlan plan) => $"""
        {string.Join('\n', DocText.Docstring([$"Client of {DocText.FirstLine(plan.Contract.Title) ?? "the API"}."]))}

        from . import models
        from ._runtime import (
            ApiError,
            BadRequestError,
            BasicCredentials,
            ClientCredentials,
            ConflictError,
            ForbiddenError,
            NotFoundError,
            ServerError,
            TooManyRequestsError,
            UnauthorizedError,
            UnprocessableEntityError,
        )
        from ._transport import TransportError
        from .client import {plan.ClientType}

        __all__ = [
            "ApiError",
            "BadRequestError",
            "BasicCredentials",
            "ClientCredentials",
            "ConflictError",
            "ForbiddenError",
            "NotFoundError",
            "{plan.ClientType}",
            "ServerError",
            "TooManyRequestsError",
            "TransportError",
            "UnauthorizedError",
            "UnprocessableEntityError",
            "models",
        ]

        """.ReplaceLineEndings("\n");

    private static string Project(ClientPlan plan, string package, bool isHttpx) => $"""
        [build-system]
        requires = ["setuptools>=61"]
        build-backend = "setuptools.build_meta"

        [project]
        name = "{Words.Kebab(plan.Product, "api")}-client"
        version = "1.0.0"
        description = {PythonText.Literal("Client of " + (DocText.FirstLine(plan.Contract.Title) ?? "the API"))}
        requires-python = ">=3.9"
        dependencies = [{(isHttpx ? "\"httpx>=0.23\"" : "")}]

        [tool.setuptools.packages.find]
        include = ["{package}*"]

        [tool.setuptools.package-data]
        {package} = ["py.typed"]

        """.ReplaceLineEndings("\n");

    private static string Example(ClientPlan plan, string package)
    {
        var code = new CodeWriter(4);
        var (group, operation) = ClientExample.Choose(plan);
        var credential = plan.Contract.Security is [var first, ..] ? first : null;
        string[] imports = [.. new[] { "ApiError", plan.ClientType, credential?.Kind switch { SecurityKind.Basic => "BasicCredentials", SecurityKind.ClientCredentials => "ClientCredentials", _ => "" } }.Where(name => name.Length > 0).Order(StringComparer.Ordinal)];
        code.Line($"from {package} import {string.Join(", ", imports)}").Line().Line();
        var given = credential is null ? ""
            : $"{plan.Names.Unique(NameKind.Parameter, [credential.Name], "self", "base_url", "headers", "timeout", "max_retries", "retry_delay", "max_retry_delay")[0]}="
                + credential.Kind switch { SecurityKind.Basic => "BasicCredentials(\"me\", \"secret\")", SecurityKind.ClientCredentials => "ClientCredentials(\"id\", \"secret\")", _ => "\"secret\"" };
        using (code.Block("def main() -> None:"))
        {
            code.Line($"client = {plan.ClientType}({string.Join(", ", new[] { plan.DefaultServer is null ? "\"https://api.example.com\"" : "", given }.Where(part => part.Length > 0))})");
            if (group is null || operation is null)
            {
                code.Line("print(client)");
            }
            else
            {
                code.Line("try:").Line($"    print(client.{group.Member}.{operation.Method}())").Line("except ApiError as error:").Line("    print(error.status, error.body)");
            }
        }

        return code.Line().Line().Line("if __name__ == \"__main__\":").Line("    main()").ToString();
    }
}
