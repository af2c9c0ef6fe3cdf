using Opsroom.Tools.CodeGeneration.Clients;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.CodeGeneration.Types.Naming;

namespace Opsroom.Tools.CodeGeneration.TypeScript;

/// <summary>Writes a client in strict TypeScript on <c>fetch</c>, without dependencies.</summary>
internal static class TypeScriptClient
{
    private static readonly string[] RuntimeTypes =
        ["ApiError", "ApiRequest", "BasicCredentials", "ClientCredentials", "Credential", "HttpClient", "HttpOptions", "IsoDate", "IsoDateTime", "ParameterFormat", "ParameterStyle", "Provided", "RequestOptions",
         "SecurityScheme", "TimeoutError"];

    private static readonly string[] CredentialTypes = ["BasicCredentials", "ClientCredentials", "Provided"];

    public static IEnumerable<GeneratedFile> Write(Contract contract)
    {
        var plan = new ClientPlan(contract, LanguageNames.TypeScript, RuntimeTypes);
        var options = plan.ClientType + "Options";
        yield return new("package.json", Package(plan));
        yield return new("tsconfig.json", RuntimeFiles.Read("TypeScript/Runtime/tsconfig.json"));
        yield return new("tsconfig.build.json", RuntimeFiles.Read("TypeScript/Runtime/tsconfig.build.json"));
        yield return new("README.md", ClientReadme.TypeScript(plan));
        yield return new("src/runtime.ts", RuntimeFiles.Read("TypeScript/Runtime/runtime.ts"));
        yield return new("src/models.ts", new TypeScriptModels(plan).Write());
        var operations = new TypeScriptOperations(plan);
        foreach (var group in plan.Groups)
        {
            yield return new($"src/api/{group.Module}.ts", operations.Write(group));
        }

        yield return new("src/client.ts", Client(plan, options));
        yield return new("src/index.ts", Index(plan));
        yield return new("examples/example.ts", Example(plan));
    }

    private static string Client(ClientPlan plan, string options)
    {
        var code = new CodeWriter(2);
        var schemes = plan.Contract.Security;
        foreach (var group in plan.Groups)
        {
            code.Line($"import {{ {group.Type} }} from \"./api/{group.Module}.js\";");
        }

        var names = plan.Names.Unique(NameKind.Member, schemes.Select(scheme => scheme.Name));
        string[] types = [.. CredentialTypes.Where(name => schemes.Any(scheme => Credential(scheme.Kind).Contains(name, StringComparison.Ordinal)))];
        code.Line("import { HttpClient } from \"./runtime.js\";");
        code.Line($"import type {{ {string.Join(", ", types.Append("HttpOptions"))} }} from \"./runtime.js\";").Line();
        using (code.Block($"export interface {options} extends HttpOptions {{", "}"))
        {
            if (!schemes.IsEmpty)
            {
                code.Line("/** What the API knows the caller by: what each operation needs is sent where it is given. */");
                using (code.Block("credentials?: {", "};"))
                {
                    for (var i = 0; i < schemes.Length; i++)
                    {
                        code.Lines(DocText.Block(DocText.Lines(schemes[i].Doc)));
                        code.Line($"{names[i]}?: {Credential(schemes[i].Kind)};");
                    }
                }
            }
        }

        code.Line().Lines(DocText.Block(DocText.Lines(plan.Contract.Title + " " + plan.Contract.Version, plan.Contract.Doc)));
        using (code.Block($"export class {plan.ClientType} {{", "}"))
        {
            foreach (var group in plan.Groups)
            {
                code.Lines(DocText.Block(DocText.Lines(group.Group.Doc)));
                code.Line($"readonly {group.Member}: {group.Type};");
            }

            code.Line();
            using (code.Block($"constructor(options: {options} = {{}}) {{", "}"))
            {
                code.Line($"const http = new HttpClient(options, {(plan.DefaultServer is { } server ? TypeScriptText.Literal(server) : "undefined")}, {{");
                code.Lines(schemes.Select(scheme => $"  {TypeScriptText.Key(scheme.Name)}: {Scheme(scheme)},"));
                code.Line("}, {");
                code.Lines(schemes.Select((scheme, i) => $"  {TypeScriptText.Key(scheme.Name)}: options.credentials?.{names[i]},"));
                code.Line("});");
                code.Lines(plan.Groups.Select(group => $"this.{group.Member} = new {group.Type}(http);"));
            }
        }

        return code.ToString();
    }

    private static string Credential(SecurityKind kind) => kind switch
    {
        SecurityKind.Basic => "BasicCredentials",
        SecurityKind.ClientCredentials => "ClientCredentials | Provided<string>",
        _ => "Provided<string>",
    };

    private static string Scheme(SecurityScheme scheme) => scheme.Kind switch
    {
        SecurityKind.Basic => "{ kind: \"basic\" }",
        SecurityKind.ClientCredentials => $"{{ kind: \"clientCredentials\", tokenUrl: {TypeScriptText.Literal(scheme.TokenUrl!)}, scopes: [{string.Join(", ", scheme.Scopes.Select(TypeScriptText.Literal))}] }}",
        SecurityKind.ApiKeyHeader => $"{{ kind: \"apiKey\", in: \"header\", name: {TypeScriptText.Literal(scheme.KeyName!)} }}",
        SecurityKind.ApiKeyQuery => $"{{ kind: \"apiKey\", in: \"query\", name: {TypeScriptText.Literal(scheme.KeyName!)} }}",
        SecurityKind.ApiKeyCookie => $"{{ kind: \"apiKey\", in: \"cookie\", name: {TypeScriptText.Literal(scheme.KeyName!)} }}",
        _ => "{ kind: \"bearer\" }",
    };

    private static string Index(ClientPlan plan)
    {
        var code = new CodeWriter(2);
        code.Line("export * from \"./client.js\";").Line("export * from \"./models.js\";");
        code.Line("export { ApiError, TimeoutError } from \"./runtime.js\";");
        code.Line("export type { BasicCredentials, ClientCredentials, HttpOptions, Provided, RequestOptions } from \"./runtime.js\";");
        // names of parameters may repeat from group to group: each group has a namespace of its own
        code.Lines(plan.Groups.Select(group => $"export * as {group.Member}Api from \"./api/{group.Module}.js\";"));
        return code.ToString();
    }

    private static string Package(ClientPlan plan) => $$"""
        {
          "name": {{TypeScriptText.Literal(Words.Kebab(plan.Product, "api") + "-client")}},
          "version": "1.0.0",
          "description": {{TypeScriptText.Literal("Client of " + (DocText.FirstLine(plan.Contract.Title) ?? "the API"))}},
          "type": "module",
          "main": "dist/index.js",
          "types": "dist/index.d.ts",
          "exports": { ".": { "types": "./dist/index.d.ts", "default": "./dist/index.js" } },
          "files": ["dist"],
          "engines": { "node": ">=18" },
          "scripts": {
            "build": "tsc -p tsconfig.build.json",
            "check": "tsc --noEmit"
          },
          "devDependencies": { "typescript": "^5.4.0" }
        }

        """;

    private static string Example(ClientPlan plan)
    {
        var code = new CodeWriter(2);
        code.Line($"import {{ ApiError, {plan.ClientType} }} from \"../src/index.js\";").Line();
        var credentials = plan.Contract.Security is [var first, ..]
            ? $"credentials: {{ {plan.Names.Unique(NameKind.Member, [first.Name])[0]}: {first.Kind switch { SecurityKind.Basic => "{ username: \"me\", password: \"secret\" }", SecurityKind.ClientCredentials => "{ clientId: \"id\", clientSecret: \"secret\" }", _ => "\"secret\"" }} }}"
            : "";
        var address = plan.DefaultServer is null ? "baseUrl: \"https://api.example.com\"" : "";
        code.Line($"const client = new {plan.ClientType}({{ {string.Join(", ", new[] { address, credentials }.Where(part => part.Length > 0))} }});".Replace("{  }", "", StringComparison.Ordinal)).Line();
        var (group, operation) = ClientExample.Choose(plan);
        if (group is null || operation is null)
        {
            return code.Line("console.log(client);").ToString();
        }

        using (code.Block("try {", "} catch (error) {"))
        {
            var call = $"await client.{group.Member}.{operation.Method}()";
            code.Line(operation.Operation.Result is null ? call + ";" : $"console.log({call});");
        }

        code.Line("  if (error instanceof ApiError) console.error(error.status, error.body);").Line("  else throw error;").Line("}");
        return code.ToString();
    }
}
