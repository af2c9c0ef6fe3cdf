using Opsroom.Tools.CodeGeneration.Clients;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.CodeGeneration.Types.Naming;

namespace Opsroom.Tools.CodeGeneration.CSharp;

/// <summary>Writes a client in C# on HttpClient and System.Text.Json, without packages.</summary>
internal static class CSharpClient
{
    private static readonly string[] RuntimeFileNames = ["ApiClientOptions", "ApiCredential", "ApiException", "ApiRedirect", "ApiRequest", "ApiText", "ApiTransport", "UnionConverter"];

    private static readonly string[] RuntimeTypes = [.. RuntimeFileNames, "ApiAuthorization", "ApiJson", "ApiSecurityKind", "ApiSecurityScheme", "UnionVariant"];

    public static IEnumerable<GeneratedFile> Write(Contract contract)
    {
        var root = new ClientPlan(contract, LanguageNames.CSharp).Product;
        var @namespace = Words.Pascal(root, "Api") + "ApiClient";
        var options = Words.Pascal(root, "Api") + "ClientOptions";
        var plan = new ClientPlan(contract, LanguageNames.CSharp, [.. RuntimeTypes, @namespace, options]);
        yield return new($"{@namespace}.csproj", RuntimeFiles.Read("CSharp/Runtime/Client.xml"));
        yield return new("README.md", ClientReadme.CSharp(plan));
        yield return new($"{plan.ClientType}.cs", Client(plan, @namespace, options));
        foreach (var name in RuntimeFileNames)
        {
            yield return new($"Runtime/{name}.cs", RuntimeFiles.Read($"CSharp/Runtime/{name}.cs", ("ClientNamespace", @namespace)));
        }

        foreach (var file in new CSharpModels(plan, @namespace).Write())
        {
            yield return file;
        }

        var operations = new CSharpOperations(plan, @namespace);
        foreach (var group in plan.Groups)
        {
            yield return new($"Api/{group.Type}.cs", operations.Write(group));
        }

        yield return new("examples/Example/Example.csproj", RuntimeFiles.Read("CSharp/Runtime/Example.xml", ("ClientNamespace", @namespace)));
        yield return new("examples/Example/Program.cs", Example(plan, @namespace, options));
    }

    private static string Client(ClientPlan plan, string @namespace, string options)
    {
        var code = new CodeWriter(4);
        var schemes = plan.Contract.Security;
        var names = plan.Names.Unique(NameKind.Member, schemes.Select(scheme => scheme.Name), options, "BaseUrl", "Timeout", "MaxRetries", "RetryDelay", "MaxRetryDelay", "Headers");
        code.Line($"namespace {@namespace};").Line();
        code.Lines(DocText.Xml([$"How a {plan.ClientType} reaches the API, and what it is known by."]));
        using (code.Block($"public sealed class {options} : ApiClientOptions\n{{", "}"))
        {
            for (var i = 0; i < schemes.Length; i++)
            {
                if (i > 0)
                {
                    code.Line();
                }

                code.Lines(DocText.Xml(DocText.Lines(schemes[i].Doc ?? Words.Pascal(schemes[i].Kind.ToString(), "") + ".")));
                code.Line($"public ApiCredential? {names[i]} {{ get; init; }}");
            }
        }

        code.Line().Lines(DocText.Xml(DocText.Lines(plan.Contract.Title + " " + plan.Contract.Version, plan.Contract.Doc)));
        using (code.Block($"public sealed class {plan.ClientType} : IDisposable\n{{", "}"))
        {
            code.Line("private readonly ApiTransport transport;").Line("private readonly HttpClient? ownHttp;").Line();
            code.Line("/// <param name=\"options\">How the API is reached; its own address and no credentials where they are not given.</param>");
            code.Line("/// <param name=\"httpClient\">What sends, if it is not to be a client of its own.</param>");
            using (code.Block($"public {plan.ClientType}({options}? options = null, HttpClient? httpClient = null)\n    {{", "}"))
            {
                code.Line("options ??= new();");
                // each attempt has a timeout of its own, and the transport decides on redirects
                code.Line("ownHttp = httpClient is null ? new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan } : null;");
                using (code.Block("transport = new ApiTransport("))
                {
                    code.Line("httpClient ?? ownHttp!,").Line("options,").Line($"{(plan.DefaultServer is { } server ? CSharpText.Literal(server) : "null")},");
                    code.Line($"new Dictionary<string, ApiSecurityScheme>{(schemes.IsEmpty ? "()," : "")}");
                    if (!schemes.IsEmpty)
                    {
                        using (code.Block("{", "},"))
                        {
                            code.Lines(schemes.Select(scheme => $"[{CSharpText.Literal(scheme.Name)}] = {Scheme(scheme)},"));
                        }
                    }

                    code.Line($"new Dictionary<string, ApiCredential?>{(schemes.IsEmpty ? "());" : "")}");
                    if (!schemes.IsEmpty)
                    {
                        using (code.Block("{", "});"))
                        {
                            code.Lines(schemes.Select((scheme, i) => $"[{CSharpText.Literal(scheme.Name)}] = options.{names[i]},"));
                        }
                    }
                }

                code.Lines(plan.Groups.Select(group => $"{group.Member} = new {group.Type}(transport);"));
            }

            foreach (var group in plan.Groups)
            {
                code.Line().Lines(DocText.Xml(DocText.Lines(group.Group.Doc ?? $"Operations on {group.Group.Name}.")));
                code.Line($"public {group.Type} {group.Member} {{ get; }}");
            }

            code.Line().Line("/// <inheritdoc/>");
            using (code.Block("public void Dispose()\n    {", "}"))
            {
                code.Line("transport.Dispose();").Line("ownHttp?.Dispose();");
            }
        }

        return code.ToString();
    }

    private static string Scheme(SecurityScheme scheme) => scheme.Kind switch
    {
        SecurityKind.Basic => "new(ApiSecurityKind.Basic)",
        SecurityKind.ClientCredentials => $"new(ApiSecurityKind.Client, \"\", {string.Join(", ", scheme.Scopes.Prepend(scheme.TokenUrl!).Select(CSharpText.Literal))})",
        SecurityKind.ApiKeyHeader => $"new(ApiSecurityKind.Header, {CSharpText.Literal(scheme.KeyName!)})",
        SecurityKind.ApiKeyQuery => $"new(ApiSecurityKind.Query, {CSharpText.Literal(scheme.KeyName!)})",
        SecurityKind.ApiKeyCookie => $"new(ApiSecurityKind.Cookie, {CSharpText.Literal(scheme.KeyName!)})",
        _ => "new(ApiSecurityKind.Bearer)",
    };

    private static string Example(ClientPlan plan, string @namespace, string options)
    {
        var code = new CodeWriter(4);
        var credential = plan.Contract.Security is [var first, ..] ? first : null;
        List<string> settings = [];
        if (plan.DefaultServer is null)
        {
            settings.Add("BaseUrl = \"https://api.example.com\"");
        }

        if (credential is not null)
        {
            var name = plan.Names.Unique(NameKind.Member, [credential.Name], options, "BaseUrl", "Timeout", "MaxRetries", "RetryDelay", "MaxRetryDelay", "Headers")[0];
            settings.Add($"{name} = {credential.Kind switch { SecurityKind.Basic => "ApiCredential.Basic(\"me\", \"secret\")", SecurityKind.ClientCredentials => "ApiCredential.Client(\"id\", \"secret\")", _ => "\"secret\"" }}");
        }

        code.Line($"using {@namespace};").Line();
        code.Line($"using var client = new {plan.ClientType}({(settings.Count == 0 ? "" : $"new {options} {{ {string.Join(", ", settings)} }}")});");
        var (group, operation) = ClientExample.Choose(plan);
        if (group is null || operation is null)
        {
            return code.Line("Console.WriteLine(client);").ToString();
        }

        code.Line("try").Line("{");
        var call = $"await client.{group.Member}.{operation.Method}Async()";
        code.Line("    " + (operation.Operation.Result is null ? call + ";" : $"Console.WriteLine({call});"));
        return code.Line("}").Line("catch (ApiException error)").Line("{").Line("    Console.Error.WriteLine($\"{error.StatusCode}: {error.Body}\");").Line("}").ToString();
    }
}
