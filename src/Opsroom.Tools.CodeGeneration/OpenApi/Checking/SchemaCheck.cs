using System.Globalization;
using System.Text.RegularExpressions;
using Opsroom.Tools.CodeGeneration.OpenApi.Reading;
using Opsroom.Tools.Yaml;
using static Opsroom.Tools.CodeGeneration.OpenApi.Checking.SpecReport;

namespace Opsroom.Tools.CodeGeneration.OpenApi.Checking;

/// <summary>Judges schemas, each once wherever it is referred to, and the examples that stand with them.</summary>
internal sealed class SchemaCheck(SpecDocument document, SpecReport report)
{
    private static readonly string[] Types = ["string", "number", "integer", "boolean", "array", "object"];
    private static readonly string[] Bounds = ["Length", "Items", "Properties", "imum"];
    private static readonly string[] OfNumbers = ["int32", "int64", "float", "double", "decimal"];
    private static readonly string[] OfTexts = ["date", "date-time", "time", "duration", "uuid", "email", "uri", "hostname", "ipv4", "ipv6", "byte", "binary", "password"];

    private readonly HashSet<YamlNode> seen = new(ReferenceEqualityComparer.Instance);
    private readonly ValueFit fit = new(document.References);

    public void CheckNamed()
    {
        foreach (var entry in document.Schemas?.Entries ?? [])
        {
            Check(entry.Value, entry.Key.Value);
        }
    }

    public void Check(YamlNode? node, string place)
    {
        var left = new Stack<YamlNode>(node is null ? [] : [node]);
        while (left.TryPop(out var next))
        {
            if (next is not YamlMap schema || References.Of(schema) is not null || !seen.Add(schema))
            {
                continue;
            }

            CheckOne(schema, place);
            foreach (var child in schema.Entries("properties").Concat(schema.Entries("patternProperties")).Select(entry => entry.Value)
                .Concat(schema.Items("allOf")).Concat(schema.Items("oneOf")).Concat(schema.Items("anyOf")).Concat(schema.Items("prefixItems"))
                .Concat(new[] { schema["items"], schema["additionalProperties"], schema["not"] }.OfType<YamlNode>()))
            {
                left.Push(child);
            }
        }
    }

    public void CheckContent(YamlNode? content, string place)
    {
        foreach (var media in (content as YamlMap)?.Entries ?? [])
        {
            if (document.References.Map(media.Value) is { } type)
            {
                Check(type["schema"], place);
                // other media types write values in ways of their own
                if (BodyReader.KindOf(media.Key.Value) == CodeGeneration.Types.BodyKind.Json)
                {
                    CheckExamples(type, type["schema"], place);
                }
            }
        }
    }

    /// <summary>The examples that stand beside a schema.</summary>
    public void CheckExamples(YamlMap holder, YamlNode? schema, string place)
    {
        if (schema is null)
        {
            return;
        }

        if (holder["example"] is { } one)
        {
            Fit("example-invalid", "The example", one, schema, place);
        }

        foreach (var entry in holder.Entries("examples"))
        {
            if (document.References.Map(entry.Value)?["value"] is { } value)
            {
                Fit("example-invalid", $"The example {Quoted(entry.Key.Value)}", value, schema, place);
            }
        }
    }

    private void CheckOne(YamlMap schema, string place)
    {
        CheckType(schema, place);
        CheckEnum(schema, place);
        CheckBounds(schema, place);
        CheckRequired(schema, place);
        if (schema["default"] is { } start)
        {
            Fit("default-invalid", "The default", start, schema, place);
        }

        if (schema["example"] is { } example)
        {
            Fit("example-invalid", "The example", example, schema, place);
        }

        foreach (var each in document.Version == SpecVersion.OpenApi31 ? schema.Items("examples") : [])
        {
            Fit("example-invalid", "The example", each, schema, place);
        }

        var hasDiscriminator = schema["discriminator"] is { } discriminator && (discriminator.Text ?? (discriminator as YamlMap)?.Words("propertyName")) is { } name
            && schema["properties"] is YamlMap properties && (!properties.Has(name) || !schema.Texts("required").Contains(name, StringComparer.Ordinal));
        if (hasDiscriminator)
        {
            report.Add("discriminator-missing", "The property that the discriminator names must be described and required.", schema["discriminator"], place);
        }

        if (schema.Words("pattern") is { } pattern && !IsPattern(pattern))
        {
            report.Add("pattern-invalid", $"The pattern {Quoted(pattern)} is no regular expression.", schema["pattern"], place);
        }

        if (schema.Has("nullable") && (document.Version == SpecVersion.OpenApi31 || (schema.IsTrue("nullable") && !schema.Has("type") && !schema.Has("allOf") && !schema.Has("oneOf") && !schema.Has("anyOf"))))
        {
            report.Add("nullable-misplaced", document.Version == SpecVersion.OpenApi31 ? "nullable means nothing in 3.1; add null to the types." : "nullable counts only beside a type.", schema["nullable"], place);
        }
    }

    private void CheckType(YamlMap schema, string place)
    {
        foreach (var type in schema.Texts("type"))
        {
            if (!Types.Contains(type, StringComparer.Ordinal) && !(type == "null" && document.Version == SpecVersion.OpenApi31) && !(type == "file" && document.IsSwagger))
            {
                report.Add("unknown-type", $"The type {Quoted(type)} is none of {string.Join(", ", Types)}.", schema["type"], place);
            }
        }

        if (schema["type"] is YamlList && document.Version != SpecVersion.OpenApi31)
        {
            report.Add("unknown-type", "Several types in one schema need version 3.1; use oneOf.", schema["type"], place);
        }

        if (schema.Words("type") == "array" && !schema.Has("items") && document.Version != SpecVersion.OpenApi31)
        {
            report.Add("array-items-missing", "An array needs items.", schema["type"], place);
        }

        var format = schema.Words("format");
        var type_ = schema["type"] is YamlScalar only ? only.Value : null;
        if (format is not null && ((OfNumbers.Contains(format, StringComparer.Ordinal) && type_ is "boolean" or "array" or "object") || (OfTexts.Contains(format, StringComparer.Ordinal) && type_ is not (null or "string" or "file"))))
        {
            report.Add("format-mismatch", $"The format {Quoted(format)} does not belong to the type {type_}.", schema["format"], place);
        }
    }

    private void CheckEnum(YamlMap schema, string place)
    {
        var values = new HashSet<string>(StringComparer.Ordinal);
        foreach (var value in schema.Items("enum"))
        {
            if (!values.Add(value.Canonical()))
            {
                report.Add("enum-duplicate", $"The value {Quoted(value.Text)} stands twice in the enum.", value, place);
            }

            if (!ValueFit.IsOfType(value, schema))
            {
                report.Add("enum-type", $"The value {Quoted(value.Text)} is not of the schema's type.", value, place);
            }
        }
    }

    private void CheckBounds(YamlMap schema, string place)
    {
        foreach (var bound in Bounds)
        {
            if (ValueFit.Number(schema["min" + bound]) is { } least && ValueFit.Number(schema["max" + bound]) is { } most && least > most)
            {
                report.Add("bounds-contradict", string.Create(CultureInfo.InvariantCulture, $"min{bound} {least} is above max{bound} {most}."), schema["min" + bound], place);
            }
        }
    }

    private void CheckRequired(YamlMap schema, string place)
    {
        if (schema["properties"] is not YamlMap properties || schema.Has("allOf") || schema.Has("oneOf") || schema.Has("anyOf") || schema["additionalProperties"] is YamlMap)
        {
            return;
        }

        foreach (var name in schema.Items("required").Where(name => name.Text is { } text && !properties.Has(text)))
        {
            report.Add("required-unknown", $"The property {Quoted(name.Text)} is required and not described.", name, place);
        }
    }

    private void Fit(string rule, string what, YamlNode value, YamlNode schema, string place)
    {
        if (fit.Problem(value, schema) is { } problem)
        {
            report.Add(rule, $"{what} does not fit its schema: {problem}.", value, place);
        }
    }

    private static bool IsPattern(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.ECMAScript, TimeSpan.FromMilliseconds(100));
            return true;
        }
        catch (ArgumentException)
        {
            // the options of JavaScript's newer dialect are not those of ECMAScript here
            return TryDotNet(pattern);
        }
    }

    private static bool TryDotNet(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(100));
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
