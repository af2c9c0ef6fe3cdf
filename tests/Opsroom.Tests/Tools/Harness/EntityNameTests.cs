using CsCheck;
using Opsroom.Tools.Harness.Generation;

namespace Opsroom.Tests.Tools.Harness;

public sealed class EntityNameTests
{
    [Theory]
    [InlineData("Checkout", "Checkout", "Checkout")]
    [InlineData("checkout-api", "checkout-api", "checkout_api")]
    [InlineData("Checkout API 2.0", "Checkout API 2.0", "Checkout_API_2_0")]
    [InlineData("  padded  ", "padded", "padded")]
    [InlineData("12345", "12345", "_12345")]
    [InlineData("_private", "_private", "_private")]
    public void A_plain_name_is_kept_and_its_identifier_is_Harness_own(string name, string display, string identifier)
    {
        var entity = EntityName.From(name, "pipeline")!;

        Assert.Equal((display, identifier), (entity.Display, entity.Identifier));
    }

    [Theory]
    [InlineData("Größe", "Groesse-")]
    [InlineData("Оплата", "Oplata-")]
    [InlineData("결제", "gyeolje-")]
    [InlineData("さくら", "sakura-")]
    [InlineData("サクラ", "sakura-")]
    [InlineData("Ελλάδα", "Ellada-")]
    [InlineData("checkout: api", "checkout api-")]
    [InlineData("支付服务", "pipeline-")]
    [InlineData("٣ طلبات", "3 tlbat-")]
    [InlineData("ＡＢＣ", "ABC-")]
    public void Another_script_is_spelt_in_Latin_letters_and_marked_as_changed(string name, string display)
    {
        var entity = EntityName.From(name, "pipeline")!;

        Assert.StartsWith(display, entity.Display, StringComparison.Ordinal);
        Assert.Equal(display.Length + 8, entity.Display.Length);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \t\n")]
    [InlineData("🚀")]
    [InlineData("-._")]
    [InlineData("\"'!?")]
    public void Nothing_usable_is_no_name(string? name) => Assert.Null(EntityName.From(name, "pipeline"));

    [Fact]
    public void Names_that_differ_in_what_is_lost_differ_in_their_identifiers()
    {
        string[] names = ["a:b", "a;b", "a b", "a\"b", "🚀 a b", "a b 🚀", new('x', 200), new string('x', 199) + "y", "支付", "服务"];

        Assert.Equal(names.Length, names.Select(name => EntityName.From(name, "pipeline")!.Identifier).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void Any_name_with_a_letter_or_digit_makes_a_valid_name_and_identifier() => Gen.String.Sample(name =>
    {
        var entity = EntityName.From(name, "pipeline");
        var hasAny = name.EnumerateRunes().Any(letter => System.Text.Rune.IsLetterOrDigit(letter));
        Assert.True(entity is not null || !name.Any(char.IsAsciiLetterOrDigit), $"{name} was refused");
        Assert.True(hasAny || entity is null, $"{name} was taken");
        if (entity is not null)
        {
            Assert.Matches(@"^[a-zA-Z_][0-9a-zA-Z_]{0,127}\z", entity.Identifier);
            Assert.Matches(@"^[a-zA-Z_0-9.-][-0-9a-zA-Z_ .]{0,127}\z", entity.Display);
            Assert.Equal(entity, EntityName.From(name, "pipeline"));
        }
    });

    [Fact]
    public void Identifiers_are_handed_out_once_whatever_their_case()
    {
        var identifiers = new IdentifierSet();

        Assert.Equal(["deploy_prod", "Deploy_prod_2", "deploy_prod_3"], new[] { "deploy_prod", "Deploy_prod", "deploy_prod" }.Select(identifiers.Claim));
        var longest = new string('a', 128);
        Assert.Equal(longest, identifiers.Claim(longest));
        Assert.Equal(128, identifiers.Claim(longest).Length);
    }
}
