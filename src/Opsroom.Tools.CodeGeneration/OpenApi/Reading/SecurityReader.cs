using System.Collections.Immutable;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.CodeGeneration.OpenApi.Reading;

/// <summary>Reads how callers are known to the API, and what each operation needs.</summary>
internal sealed class SecurityReader(SpecDocument document, ReadingNotes notes)
{
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    public ImmutableArray<SecurityScheme> Schemes()
    {
        var schemes = ImmutableArray.CreateBuilder<SecurityScheme>();
        foreach (var entry in document.SecuritySchemes?.Entries ?? [])
        {
            if (document.References.Map(entry.Value) is { } scheme && Scheme(entry.Key.Value, scheme) is { } made)
            {
                known.Add(made.Name);
                schemes.Add(made with { Doc = scheme.Words("description") });
            }
        }

        return schemes.ToImmutable();
    }

    /// <summary>What an operation needs: its own words, else those of the whole description. Alternatives with a scheme that no client can offer are left out.</summary>
    public ImmutableArray<ImmutableArray<string>> Needed(YamlMap operation) =>
        [.. ((operation["security"] ?? document.Root["security"]) as YamlList)?.Items.OfType<YamlMap>()
            .Select(need => need.Entries.Select(entry => entry.Key.Value).ToImmutableArray()).Where(need => need.All(known.Contains)) ?? []];

    private SecurityScheme? Scheme(string name, YamlMap scheme)
    {
        switch (scheme.Words("type"))
        {
            case "apiKey":
                var kind = scheme.Words("in") switch { "query" => SecurityKind.ApiKeyQuery, "cookie" => SecurityKind.ApiKeyCookie, _ => SecurityKind.ApiKeyHeader };
                return new(name, kind) { KeyName = scheme.Words("name") ?? "X-API-Key" };
            case "http":
                return new(name, string.Equals(scheme.Words("scheme"), "basic", StringComparison.OrdinalIgnoreCase) ? SecurityKind.Basic : SecurityKind.Bearer);
            case "basic":
                return new(name, SecurityKind.Basic);
            case "openIdConnect":
                return new(name, SecurityKind.Bearer);
            case "oauth2":
                var flow = document.IsSwagger ? (scheme.Words("flow") == "application" ? scheme : null) : (scheme["flows"] as YamlMap)?["clientCredentials"] as YamlMap;
                return flow?.Words("tokenUrl") is { } url
                    ? new(name, SecurityKind.ClientCredentials) { TokenUrl = url, Scopes = [.. flow.Entries("scopes").Select(scope => scope.Key.Value)] }
                    : new(name, SecurityKind.Bearer);
            default:
                notes.Warn("security-not-supported", $"The security scheme {name} ({scheme.Words("type") ?? "without a type"}) is left to the transport; clients do nothing for it.", scheme);
                return null;
        }
    }
}
