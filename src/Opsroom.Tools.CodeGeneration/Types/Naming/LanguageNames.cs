using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Opsroom.Tools.CodeGeneration.Types.Naming;

/// <summary>The languages that code is written in.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TargetLanguage>))]
public enum TargetLanguage
{
    [JsonStringEnumMemberName("csharp")]
    CSharp,

    [JsonStringEnumMemberName("typescript")]
    TypeScript,

    [JsonStringEnumMemberName("python")]
    Python,

    [JsonStringEnumMemberName("go")]
    Go,

    [JsonStringEnumMemberName("java")]
    Java,
}

/// <summary>What a name names; casing follows from it, in this order.</summary>
internal enum NameKind
{
    Type,
    Member,
    Method,
    Parameter,
    EnumMember,
    Module,
}

/// <summary>How a language writes names: casing, keywords, and names that its own library or the generated code has taken.</summary>
internal sealed class LanguageNames
{
    private readonly Func<string, string, string>[] casing;
    private readonly FrozenSet<string> keywords;
    private readonly FrozenSet<string> library;
    private readonly FrozenSet<string> members;
    private readonly Func<string, string> escape;
    private readonly string behind;

    /// <param name="escape">How a keyword becomes a name.</param>
    /// <param name="behind">What is put behind a name that is taken already.</param>
    private LanguageNames(
        Func<string, string, string>[] casing, FrozenSet<string> keywords, FrozenSet<string> library, FrozenSet<string> members, Func<string, string> escape,
        string behind) =>
        (this.casing, this.keywords, this.library, this.members, this.escape, this.behind) = (casing, keywords, library, members, escape, behind);

    public static LanguageNames CSharp { get; } = new(
        [Words.Pascal, Words.Pascal, Words.Pascal, Words.Camel, Words.Pascal, Words.Pascal],
        ReservedNames.CSharpKeywords, ReservedNames.CSharpLibrary, ReservedNames.CSharpMembers, name => "@" + name, "Value");

    public static LanguageNames TypeScript { get; } = new(
        [Words.Pascal, Words.Camel, Words.Camel, Words.Camel, Words.Pascal, Words.Kebab],
        ReservedNames.TypeScriptKeywords, ReservedNames.TypeScriptLibrary, ReservedNames.TypeScriptMembers, name => name + "_", "_");

    public static LanguageNames Python { get; } = new(
        [Words.Pascal, Words.Snake, Words.Snake, Words.Snake, Words.Upper, Words.Snake],
        ReservedNames.PythonKeywords, ReservedNames.PythonLibrary, ReservedNames.PythonMembers, name => name + "_", "_");

    public static LanguageNames Go { get; } = new(
        [GoCasing.Exported, GoCasing.Exported, GoCasing.Exported, GoCasing.Local, GoCasing.Exported, Words.Snake],
        ReservedNames.GoKeywords, ReservedNames.GoLibrary, ReservedNames.GoMembers, name => name + "_", "Value");

    public static LanguageNames Java { get; } = new(
        [(text, prefix) => Words.AsciiOnly(Words.Pascal(text, prefix)), Words.Camel, Words.Camel, Words.Camel, Words.Upper, Words.Pascal],
        ReservedNames.JavaKeywords, ReservedNames.JavaLibrary, ReservedNames.JavaMembers, name => name + "_", "_");

    public static LanguageNames For(TargetLanguage language) => language switch
    {
        TargetLanguage.CSharp => CSharp,
        TargetLanguage.TypeScript => TypeScript,
        TargetLanguage.Python => Python,
        TargetLanguage.Go => Go,
        TargetLanguage.Java => Java,
        _ => throw new ArgumentOutOfRangeException(nameof(language)),
    };

    /// <summary>The name of every type, by its name in the contract. One that the language or the generated code has itself gets "Model" behind it.</summary>
    /// <param name="taken">Further names that stand in the same place: the client, its options.</param>
    public FrozenDictionary<string, string> TypeNames(Contract contract, params IEnumerable<string> taken)
    {
        var scope = new NameScope(StringComparer.OrdinalIgnoreCase, taken);
        return contract.Types.ToDictionary(type => type.Name, type => scope.Take(Type(type.Name)), StringComparer.Ordinal).ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Names of what stands side by side, in order: unique, no keywords, and none of <paramref name="taken"/>.</summary>
    public ImmutableArray<string> Unique(NameKind kind, IEnumerable<string> texts, params IEnumerable<string> taken)
    {
        var reserved = taken.ToHashSet(StringComparer.Ordinal);
        var scope = new NameScope(kind is NameKind.Type or NameKind.Module ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal, reserved);
        return [.. texts.Select(text => One(kind, text)).Select(name => scope.Take(reserved.Contains(name) ? name.TrimStart('@') + behind : name))];
    }

    /// <summary>Names of an object's properties.</summary>
    public ImmutableArray<string> Members(ObjectType type, params IEnumerable<string> taken) =>
        Unique(NameKind.Member, type.Properties.Select(property => property.WireName), [.. members, .. taken]);

    /// <summary>Names of an enum's values.</summary>
    public ImmutableArray<string> EnumMembers(EnumType type, params IEnumerable<string> taken) =>
        Unique(NameKind.EnumMember, type.Values.Select(value => value.Label), [.. members, .. taken]);

    /// <summary>One name, whatever stands beside it.</summary>
    public string One(NameKind kind, string text)
    {
        if (kind == NameKind.Type)
        {
            return Type(text);
        }

        var name = casing[(int)kind](text, "value");
        return keywords.Contains(name) ? escape(name) : name;
    }

    private string Type(string text)
    {
        var name = casing[(int)NameKind.Type](text, "Type");
        return library.Contains(name) || keywords.Contains(name) ? name + "Model" : name;
    }
}
