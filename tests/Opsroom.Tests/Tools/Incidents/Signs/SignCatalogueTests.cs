using System.Text;
using Opsroom.Tools.Incidents.Signs;

namespace Opsroom.Tests.Tools.Incidents.Signs;

public sealed class SignCatalogueTests
{
    public static TheoryData<string> Ids => [.. SignCatalogue.All.Select(sign => sign.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_sign_is_found_in_the_texts_it_gives_and_not_in_the_near_misses(string id)
    {
        var entry = SignCatalogue.Entries.Single(entry => entry.Sign.Id == id);
        Assert.NotEmpty(entry.Like);
        Assert.NotEmpty(entry.Unlike);
        Assert.All(entry.Like, text => Assert.Contains(id, Found(text, entry.Sign.Origins)));
        Assert.All(entry.Unlike, text => Assert.DoesNotContain(id, Found(text, entry.Sign.Origins)));
    }

    [Fact]
    public void Signs_are_named_once_and_refer_to_signs_that_exist()
    {
        var ids = SignCatalogue.All.Select(sign => sign.Id).ToArray();
        Assert.Empty(ids.GroupBy(id => id, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => same.Key));
        var known = ids.ToHashSet(StringComparer.Ordinal);
        Assert.Empty(SignCatalogue.Entries.SelectMany(entry => entry.Sign.Rivals.Concat(entry.Over)).Where(id => id != "*" && !known.Contains(id)).Distinct(StringComparer.Ordinal));
        Assert.All(SignCatalogue.All, sign => Assert.InRange(sign.Specificity, 0.05, 0.99));
    }

    [Fact]
    public void Causes_and_effects_have_a_category_and_noise_and_recovery_have_none()
    {
        Assert.All(SignCatalogue.All, sign => Assert.Equal(sign.Role is SignRole.Noise or SignRole.Recovery, sign.Category is Opsroom.Tools.Incidents.IncidentCategory.None));
    }

    [Fact]
    public void Characters_and_bytes_give_the_same_signs()
    {
        foreach (var entry in SignCatalogue.Entries)
        {
            foreach (var text in entry.Like)
            {
                var origin = First(entry.Sign.Origins);
                Assert.Equal(SignCatalogue.Match(text.AsSpan(), origin), SignCatalogue.Match(Encoding.UTF8.GetBytes(text), origin));
            }
        }
    }

    private static IEnumerable<string> Found(string text, SignOrigin origins) => SignCatalogue.Match(text, First(origins)).Select(match => match.Sign.Id);

    private static SignOrigin First(SignOrigin origins) =>
        Enum.GetValues<SignOrigin>().First(origin => origin is not SignOrigin.None and not SignOrigin.Observed && origins.HasFlag(origin));
}
