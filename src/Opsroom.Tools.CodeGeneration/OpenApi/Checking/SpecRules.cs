using System.Collections.Frozen;

namespace Opsroom.Tools.CodeGeneration.OpenApi.Checking;

/// <summary>Every rule by which an API description is judged, in the order of the documentation.</summary>
internal static class SpecRules
{
    public static IReadOnlyList<(string Topic, SpecRule[] Rules)> Topics { get; } =
    [
        ("The text",
        [
            Error("openapi-syntax", "it can be read as YAML or JSON"),
            Error("duplicate-key", "no key stands twice in one mapping"),
            Error("openapi-key", "keys are plain words"),
            Error("openapi-merge", "a merge key names mappings"),
            Error("openapi-documents", "the text holds one document"),
            Error("openapi-too-large", "it has at most 12 Mi characters and 1,500,000 values"),
            Error("openapi-too-deep", "it is nested at most 100 levels deep"),
            Error("openapi-version", "it says openapi 3.0 or 3.1, or swagger 2.0"),
        ]),
        ("Structure",
        [
            Error("info-missing", "info has a title and a version"),
            Error("paths-missing", "there are paths (3.1: or webhooks or components)"),
            Error("wrong-type", "mappings stand where mappings belong, lists where lists do"),
            Warning("unknown-field", "an object has only the fields of the specification and those that begin with x-"),
            Error("component-name", "names of components have letters, digits, dots, hyphens and underscores only (3.x)"),
            Info("info-description-missing", "info says what the API is for"),
        ]),
        ("References",
        [
            Error("unresolved-reference", "what is referred to is there"),
            Error("reference-loop", "no schema is made of itself by references and allOf alone"),
            Error("remote-reference", "references stay in the document: nothing is fetched or opened"),
            Warning("reference-siblings", "nothing stands beside a $ref that readers of 3.0 and 2.0 would ignore"),
            Info("component-unused", "what components define is used"),
        ]),
        ("Paths",
        [
            Error("path-format", "a path begins with a slash and closes its braces"),
            Error("path-duplicate", "no two paths differ by the names of their parameters only"),
            Warning("path-ambiguous", "no two paths of different shape fit the same address equally well"),
            Warning("path-query", "a path has no query or fragment in it"),
            Info("path-trailing-slash", "a path does not end with a slash"),
            Error("path-parameter-undeclared", "every name in braces has a path parameter"),
            Error("path-parameter-unknown", "every path parameter stands in the path"),
            Error("path-parameter-required", "path parameters are required: true"),
        ]),
        ("Operations",
        [
            Error("operation-id-duplicate", "operationIds are unique"),
            Warning("operation-id-missing", "every operation has an operationId: clients name their methods by it"),
            Error("responses-missing", "every operation has at least one response"),
            Error("response-status", "a response is named by a status, a class such as 4XX, or default"),
            Error("response-description-missing", "every response has a description"),
            Warning("success-missing", "every operation has a success or a default response"),
            Warning("client-errors-missing", "every operation documents a 4xx or default response"),
            Warning("body-not-expected", "GET, HEAD and DELETE have no body"),
            Info("operation-summary-missing", "every operation has a summary or a description"),
            Info("operation-tag-missing", "every operation has a tag"),
            Info("tag-undeclared", "tags that operations name are declared at the top"),
            Error("tag-duplicate", "a tag is declared once"),
        ]),
        ("Parameters",
        [
            Error("parameter-incomplete", "a parameter has a name and a place that is known"),
            Error("parameter-duplicate", "no two parameters of an operation have one name and place"),
            Error("parameter-schema-missing", "a parameter has a schema or a content"),
            Warning("parameter-ignored", "no header parameter is Accept, Content-Type or Authorization: those are ignored"),
            Error("body-duplicate", "an operation of Swagger 2 has one body, and no form beside it"),
            Info("parameter-description-missing", "every parameter has a description"),
        ]),
        ("Schemas",
        [
            Error("unknown-type", "types are those of JSON Schema"),
            Error("array-items-missing", "an array says what its items are (3.0 and 2.0)"),
            Warning("enum-duplicate", "values of an enum are different"),
            Warning("enum-type", "values of an enum are of the schema's type"),
            Warning("required-unknown", "properties that are required are described"),
            Warning("format-mismatch", "a format belongs to the type it stands with"),
            Warning("bounds-contradict", "no lower bound is above its upper bound"),
            Warning("pattern-invalid", "a pattern is a regular expression"),
            Warning("default-invalid", "a default fits its schema"),
            Warning("example-invalid", "an example fits its schema"),
            Warning("nullable-misplaced", "nullable stands beside a type in 3.0 and nowhere in 3.1"),
            Warning("discriminator-missing", "the property that a discriminator names is there and required"),
        ]),
        ("Security and servers",
        [
            Error("security-undefined", "a security scheme that is asked for is defined"),
            Error("security-incomplete", "a security scheme has the fields that its type needs"),
            Warning("security-scope-unknown", "scopes that are asked for are defined"),
            Warning("security-none", "the API says how callers are known"),
            Warning("server-insecure", "servers are reached by https"),
            Error("server-variable", "every variable of a server has a default"),
            Info("server-missing", "the API says where it is served"),
        ]),
    ];

    public static FrozenDictionary<string, SpecRule> ById { get; } = Topics.SelectMany(topic => topic.Rules).ToFrozenDictionary(rule => rule.Id, StringComparer.Ordinal);

    private static SpecRule Error(string id, string summary) => new(id, Severity.Error, summary);

    private static SpecRule Warning(string id, string summary) => new(id, Severity.Warning, summary);

    private static SpecRule Info(string id, string summary) => new(id, Severity.Info, summary);
}
