using CsCheck;
using Opsroom.Tools.CodeGeneration.Types.Naming;

namespace Opsroom.Tools.CodeGeneration.Tests.Types;

public sealed class LanguageNamesTests
{
    public static TheoryData<TargetLanguage> Languages => [.. Enum.GetValues<TargetLanguage>()];

    [Theory]
    [InlineData("petId", "PetId", "petId", "pet_id")]
    [InlineData("HTTPServer2", "HttpServer2", "httpServer2", "http_server2")]
    [InlineData("userIDs", "UserIDs", "userIDs", "user_ids")]
    [InlineData("x-rate.limit", "XRateLimit", "xRateLimit", "x_rate_limit")]
    [InlineData("größe-mm", "GrößeMm", "größeMm", "größe_mm")]
    [InlineData("+1", "Plus1", "plus1", "plus1")]
    [InlineData("3d-model", "Value3dModel", "value3dModel", "value_3d_model")]
    [InlineData("", "Value", "value", "value")]
    [InlineData("<=", "LessOrEqual", "lessOrEqual", "less_or_equal")]
    public void Words_are_written_in_the_case_of_the_language(string text, string pascal, string camel, string snake) =>
        Assert.Equal([pascal, camel, snake], [Words.Pascal(text, "value"), Words.Camel(text, "value"), Words.Snake(text, "value")]);

    [Theory]
    [InlineData(TargetLanguage.CSharp, "class", "@class")]
    [InlineData(TargetLanguage.TypeScript, "default", "default_")]
    [InlineData(TargetLanguage.Python, "from", "from_")]
    [InlineData(TargetLanguage.Go, "type", "type_")]
    [InlineData(TargetLanguage.Java, "switch", "switch_")]
    public void Keywords_are_no_parameters(TargetLanguage language, string word, string name) =>
        Assert.Equal(name, LanguageNames.For(language).One(NameKind.Parameter, word));

    [Theory]
    [MemberData(nameof(Languages))]
    public void Names_that_collide_get_numbers(TargetLanguage language)
    {
        var names = LanguageNames.For(language).Unique(NameKind.Member, ["@type", "type", "TYPE", "Type", "type2"]);
        Assert.Equal(5, names.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void A_member_that_is_taken_is_renamed()
    {
        Assert.Equal(["PetValue", "ToStringValue"], LanguageNames.CSharp.Unique(NameKind.Member, ["pet", "toString"], "Pet", "ToString"));
    }

    [Fact]
    public void Whatever_the_text_a_name_is_an_identifier() =>
        Gen.Select(Gen.String, Gen.Enum<TargetLanguage>(), Gen.Enum<NameKind>()).Sample(
            (text, language, kind) =>
            {
                var name = LanguageNames.For(language).One(kind, text).TrimStart('@');
                return name.Length > 0 && !char.IsDigit(name[0]) && name.All(letter => char.IsLetterOrDigit(letter) || letter == '_' || (letter == '-' && kind == NameKind.Module));
            },
            iter: 2_000);
}
