using Opsroom.Tools.CodeGeneration.Clients;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.CodeGeneration.Types.Naming;

namespace Opsroom.Tools.CodeGeneration.Java;

/// <summary>Writes a client in Java 17 on java.net.http, without dependencies.</summary>
internal static class JavaClient
{
    private static readonly string[] RuntimeFileNames = ["ApiException", "ApiRequest", "ApiText", "ClientOptions", "Credential", "Json", "JsonValue", "Pages", "Redirects", "Transport"];

    /// <summary>Names that the package has beside the types.</summary>
    public static IReadOnlyList<string> RuntimeNames { get; } = [.. RuntimeFileNames, .. JavaModels.RuntimeNames];

    public static IEnumerable<GeneratedFile> Write(Contract contract)
    {
        var plan = new ClientPlan(contract, LanguageNames.Java, RuntimeNames);
        var package = Package(plan.Product) + ".client";
        var folder = $"src/main/java/{package.Replace('.', '/')}";
        yield return new("README.md", ClientReadme.Java(plan, package));
        yield return new("pom.xml", Project(plan));
        yield return new($"{folder}/{plan.ClientType}.java", Client(plan, package));
        foreach (var name in RuntimeFileNames)
        {
            yield return new($"{folder}/{name}.java", RuntimeFiles.Read($"Java/Runtime/{name}.java", ("clientpackage", package)));
        }

        foreach (var file in new JavaModels(plan, package).Write())
        {
            yield return new($"{folder}/{file.Path}", file.Content);
        }

        var operations = new JavaOperations(plan, package);
        foreach (var group in plan.Groups)
        {
            var file = operations.Write(group);
            yield return new($"{folder}/{file.Path}", file.Content);
        }

        yield return new("example/Example.java", Example(plan, package));
    }

    /// <summary>A part of a package's name.</summary>
    public static string Package(string words)
    {
        var letters = string.Concat(Words.Of(words).SelectMany(word => word).Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        return letters.Length == 0 || char.IsDigit(letters[0]) || ReservedNames.JavaKeywords.Contains(letters) || letters == "java" ? "api" + letters : letters;
    }

    private static string Client(ClientPlan plan, string package)
    {
        var code = new CodeWriter(4);
        var schemes = plan.Contract.Security;
        code.Lines(JavaText.Doc([plan.Contract.Title + " " + plan.Contract.Version, plan.Contract.Doc, .. schemes.Select(scheme => $"Credential \"{scheme.Name}\": {Words.Pascal(scheme.Kind.ToString(), "")}. {DocText.FirstLine(scheme.Doc)}")]));
        using (code.Block($"public final class {plan.ClientType} {{", "}"))
        {
            code.Lines(plan.Groups.Select(group => $"private final {group.Type} {group.Member};")).Line();
            if (plan.DefaultServer is not null)
            {
                code.Line("/** A client with the options that the API has itself. */");
                using (code.Block($"public {plan.ClientType}() {{", "}"))
                {
                    code.Line("this(new ClientOptions());");
                }

                code.Line();
            }

            using (code.Block($"public {plan.ClientType}(ClientOptions options) {{", "}"))
            {
                code.Line($"Transport transport = new Transport(options, {(plan.DefaultServer is { } server ? JavaText.Literal(server) : "null")}, Map.ofEntries({(schemes.IsEmpty ? "));" : "")}");
                code.Lines(schemes.Select((scheme, i) => $"    Map.entry({JavaText.Literal(scheme.Name)}, {Scheme(scheme)}){(i == schemes.Length - 1 ? "));" : ",")}"));
                code.Lines(plan.Groups.Select(group => $"this.{group.Member} = new {group.Type}(transport);"));
            }

            foreach (var group in plan.Groups)
            {
                code.Line().Lines(JavaText.Doc(group.Group.Doc ?? $"Operations on {group.Group.Name}."));
                using (code.Block($"public {group.Type} {group.Member}() {{", "}"))
                {
                    code.Line($"return {group.Member};");
                }
            }
        }

        return JavaText.File(package, code.ToString());
    }

    private static string Scheme(SecurityScheme scheme)
    {
        var (place, name) = scheme.Kind switch
        {
            SecurityKind.Basic => ("BASIC", null),
            SecurityKind.ApiKeyHeader => ("HEADER", scheme.KeyName),
            SecurityKind.ApiKeyQuery => ("QUERY", scheme.KeyName),
            SecurityKind.ApiKeyCookie => ("COOKIE", scheme.KeyName),
            _ => ("BEARER", null),
        };
        return $"new Transport.Scheme(Transport.Place.{place}, {(name is null ? "null" : JavaText.Literal(name))}, {(scheme.TokenUrl is { } url ? JavaText.Literal(url) : "null")}, List.of({JavaText.Texts(scheme.Scopes)}))";
    }

    private static string Project(ClientPlan plan) => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>{Package(plan.Product)}</groupId>
          <artifactId>{Package(plan.Product)}-client</artifactId>
          <version>1.0.0</version>
          <properties>
            <maven.compiler.release>17</maven.compiler.release>
            <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
          </properties>
        </project>

        """.ReplaceLineEndings("\n");

    private static string Example(ClientPlan plan, string package)
    {
        var code = new CodeWriter(4);
        var options = "new ClientOptions()" + (plan.DefaultServer is null ? ".baseUrl(\"https://api.example.com\")" : "");
        if (plan.Contract.Security is [var first, ..])
        {
            var given = first.Kind switch { SecurityKind.Basic => "Credential.basic(\"me\", \"secret\")", SecurityKind.ClientCredentials => "Credential.client(\"id\", \"secret\")", _ => "Credential.token(\"secret\")" };
            options += $".credential({JavaText.Literal(first.Name)}, {given})";
        }

        code.Line($"import {package}.*;").Line();
        using (code.Block("public final class Example {", "}"))
        {
            using (code.Block("public static void main(String[] arguments) {", "}"))
            {
                code.Line($"{plan.ClientType} client = new {plan.ClientType}({options});");
                var (group, planned) = ClientExample.Choose(plan);
                if (group is null || planned is null)
                {
                    code.Line("System.out.println(client);");
                }
                else
                {
                    var call = $"client.{group.Member}().{JavaOperations.Methods(plan, group)[2 * group.Operations.IndexOf(planned)]}()";
                    using (code.Block("try {", "} catch (ApiException error) {"))
                    {
                        code.Line(planned.Operation.Result is null ? call + ";" : $"System.out.println({call});");
                    }

                    code.Line("    System.err.println(error.status() + \": \" + error.body());").Line("}");
                }
            }
        }

        // the example has no package: what it names is imported from the client's
        return JavaText.File("example", code.ToString()).Replace("package example;\n\n", "", StringComparison.Ordinal);
    }
}
