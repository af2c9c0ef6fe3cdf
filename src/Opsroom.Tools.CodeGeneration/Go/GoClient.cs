using System.Collections.Immutable;
using Opsroom.Tools.CodeGeneration.Clients;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.CodeGeneration.Types.Naming;

namespace Opsroom.Tools.CodeGeneration.Go;

/// <summary>Writes a client in Go on net/http and encoding/json.</summary>
internal static class GoClient
{
    private static readonly string[] RuntimeNames =
        ["Options", "Credential", "Credentials", "Token", "TokenFrom", "BasicAuth", "ClientCredentials", "APIError", "ErrorDetail", "New", .. GoModels.RuntimeNames];

    public static IEnumerable<GeneratedFile> Write(Contract contract)
    {
        var plan = new ClientPlan(contract, LanguageNames.Go, RuntimeNames);
        var package = GoText.Package(plan.Product, "client");
        var text = new GoText(plan);
        var models = new GoModels(plan, RuntimeNames);
        // constants of enums are named first, so that what follows goes out of their way
        var types = models.Write(package);
        yield return new("go.mod", $"module {package}\n\ngo 1.19\n");
        yield return new("README.md", ClientReadme.Go(plan, package));
        yield return new("models.go", types);
        yield return new("client.go", Client(plan, package));
        foreach (var file in (string[])["json", "text", "transport"])
        {
            yield return new($"{file}.go", RuntimeFiles.Read($"Go/Runtime/{file}.go", ("clientpackage", package)));
        }

        var operations = new GoOperations(plan, text, models);
        foreach (var group in plan.Groups)
        {
            yield return new($"{group.Module}_api.go", operations.Write(group, package));
        }

        yield return new("example/main.go", Example(plan, package));
    }

    private static string Client(ClientPlan plan, string package)
    {
        var code = new GoWriter();
        var schemes = plan.Contract.Security;
        var names = CredentialNames(plan);
        code.Lines(GoText.Doc($"{plan.ClientType}: {plan.Contract.Title} {plan.Contract.Version}.", plan.Contract.Doc));
        using (code.Block($"type {plan.ClientType} struct {{", "}"))
        {
            code.Sections([.. plan.Groups.Select(group => ((IReadOnlyList<string>)[.. GoText.Doc(group.Group.Doc)], (ImmutableArray<string>)[group.Member, "*" + group.Type]))]);
        }

        code.Line().Line("// Credentials are what the API can know a caller by; those that an operation needs are sent where they are given.");
        using (code.Block("type Credentials struct {", "}"))
        {
            code.Sections([.. schemes.Select((scheme, i) => ((IReadOnlyList<string>)[.. GoText.Doc(scheme.Doc ?? Words.Pascal(scheme.Kind.ToString(), "") + ".")], (ImmutableArray<string>)[names[i], "*Credential"]))]);
        }

        code.Line().Line($"// New gives a client of the API{(plan.DefaultServer is null ? "; Options.BaseURL has to be set" : "")}.");
        using (code.Block($"func New(options Options) (*{plan.ClientType}, error) {{", "}"))
        {
            code.Line("schemes := map[string]securityScheme{}").Line("credentials := map[string]*Credential{}");
            for (var i = 0; i < schemes.Length; i++)
            {
                var key = GoText.Literal(schemes[i].Name);
                code.Line($"schemes[{key}] = {Scheme(schemes[i])}").Line($"credentials[{key}] = options.Credentials.{names[i]}");
            }

            code.Line($"transport, err := newTransport(options, {(plan.DefaultServer is { } server ? GoText.Literal(server) : "\"\"")}, schemes, credentials)");
            using (code.Block("if err != nil {", "}"))
            {
                code.Line("return nil, err");
            }

            using (code.Block($"return &{plan.ClientType}{{", "}, nil"))
            {
                code.Lines(GoText.Aligned([.. plan.Groups.Select(group => (ImmutableArray<string>)[group.Member + ":", $"&{group.Type}{{transport}},"])]));
            }
        }

        return GoText.File(package, code.ToString());
    }

    private static ImmutableArray<string> CredentialNames(ClientPlan plan) => plan.Names.Unique(NameKind.Member, plan.Contract.Security.Select(scheme => scheme.Name));

    private static string Scheme(SecurityScheme scheme) => scheme.Kind switch
    {
        SecurityKind.Basic => "securityScheme{kind: basicSecurity}",
        SecurityKind.ClientCredentials => $"securityScheme{{tokenURL: {GoText.Literal(scheme.TokenUrl!)}, scopes: []string{{{GoText.Texts(scheme.Scopes)}}}}}",
        SecurityKind.ApiKeyHeader => $"securityScheme{{kind: headerSecurity, name: {GoText.Literal(scheme.KeyName!)}}}",
        SecurityKind.ApiKeyQuery => $"securityScheme{{kind: querySecurity, name: {GoText.Literal(scheme.KeyName!)}}}",
        SecurityKind.ApiKeyCookie => $"securityScheme{{kind: cookieSecurity, name: {GoText.Literal(scheme.KeyName!)}}}",
        _ => "securityScheme{}",
    };

    private static string Example(ClientPlan plan, string package)
    {
        var code = new GoWriter();
        var credential = plan.Contract.Security is [var first, ..] ? first : null;
        using (code.Block("func main() {", "}"))
        {
            using (code.Block("client, err := api.New(api.Options{", "})"))
            {
                List<ImmutableArray<string>> settings = [];
                if (plan.DefaultServer is null)
                {
                    settings.Add(["BaseURL:", "\"https://api.example.com\","]);
                }

                settings.Add(["Timeout:", "10 * time.Second,"]);
                if (credential is not null)
                {
                    var given = credential.Kind switch { SecurityKind.Basic => "api.BasicAuth(\"me\", \"secret\")", SecurityKind.ClientCredentials => "api.ClientCredentials(\"id\", \"secret\")", _ => "api.Token(\"secret\")" };
                    settings.Add(["Credentials:", $"api.Credentials{{{CredentialNames(plan)[0]}: {given}}},"]);
                }

                code.Lines(GoText.Aligned(settings));
            }

            using (code.Block("if err != nil {", "}"))
            {
                code.Line("log.Fatal(err)");
            }

            WriteCall(code, plan);
        }

        return GoText.File("main", code.ToString(), ("context", "context"), ("fmt", "fmt"), ("log", "log"), ("time", "time"))
            .Replace("\t\"time\"\n)\n", $"\t\"time\"\n\n\tapi {GoText.Literal(package)}\n)\n", StringComparison.Ordinal);
    }

    private static void WriteCall(GoWriter code, ClientPlan plan)
    {
        var (group, planned) = ClientExample.Choose(plan);
        if (group is null || planned is null)
        {
            code.Line("fmt.Println(client)");
            return;
        }

        var method = plan.Names.Unique(NameKind.Method, group.Operations.SelectMany(each => new[] { each.Operation.Id, each.Operation.Id + " pages" }))[2 * group.Operations.IndexOf(planned)];
        var call = $"client.{group.Member}.{method}(context.Background(){(planned.Operation.Parameters.Any(parameter => !parameter.IsRequired) ? ", nil" : "")})";
        var isEmpty = planned.Operation.Result is null;
        code.Line(isEmpty ? $"err = {call}" : $"result, err := {call}");
        using (code.Block("if err != nil {", "}"))
        {
            code.Line("log.Fatal(err)");
        }

        code.Line(isEmpty ? "fmt.Println(\"done\")" : "fmt.Println(result)");
    }
}
