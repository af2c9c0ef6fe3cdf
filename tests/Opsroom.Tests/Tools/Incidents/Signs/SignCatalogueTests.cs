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

    [Fact]
    public void Healthy_logs_of_many_systems_name_no_cause()
    {
        using var reader = new StreamReader(typeof(SignCatalogueTests).Assembly.GetManifestResourceStream($"{typeof(SignCatalogueTests).Namespace}.Samples.healthy.log")!);
        while (reader.ReadLine() is { } line)
        {
            Assert.DoesNotContain(SignCatalogue.Match(line, SignOrigin.LogLine), match => match.Sign.Role == SignRole.Cause && match.Strength > 0.2);
        }
    }

    [Theory]
    [InlineData("dial tcp 10.4.0.7:6379: connect: connection refused", "conn-refused", "10.4.0.7:6379")]
    [InlineData("Error: connect ECONNREFUSED 10.4.0.7:6379", "conn-refused", "10.4.0.7:6379")]
    [InlineData("Get \"https://app:pw@wallet.svc.example.internal/v1/verify\": x509: certificate has expired or is not yet valid", "tls-expired", "wallet.svc.example.internal")]
    [InlineData("connect() failed (111: Connection refused) while connecting to upstream, client: 10.0.0.5, upstream: \"http://10.1.2.3:8080/v1\"", "upstream-closed", "10.1.2.3:8080")]
    [InlineData("dial tcp: lookup redis.shop.svc on 10.96.0.10:53: read udp 10.1.2.3:53211->10.96.0.10:53: i/o timeout", "dns-timeout", "10.96.0.10:53")]
    public void The_other_party_of_a_failed_call_is_named(string text, string id, string party)
    {
        Assert.Equal(party, Single(text, id).Depends);
    }

    [Theory]
    [InlineData("ERROR:  column \"payout_reference\" does not exist at character 42", "db-schema", "payout_reference")]
    [InlineData("Memory cgroup out of memory: Killed process 4121 (java) total-vm:8123456kB", "oom-killed", "java")]
    [InlineData("MountVolume.SetUp failed for volume \"tls\" : secret \"checkout-tls\" not found", "secret-not-found", "checkout-tls")]
    public void The_subject_of_a_message_is_named(string text, string id, string subject)
    {
        Assert.Equal(subject, Single(text, id).Subject);
    }

    [Theory]
    [InlineData("comment=\"we saw No space left on device yesterday\"")]
    [InlineData("{\"level\":\"info\",\"comment\":\"please restart, java.lang.OutOfMemoryError: Java heap space\"}")]
    public void Words_that_a_person_typed_are_weak(string text)
    {
        Assert.All(SignCatalogue.Match(text, SignOrigin.LogLine), match => Assert.InRange(match.Strength, 0, 0.2));
    }

    [Theory]
    [InlineData("container was not OOMKilled")]
    [InlineData("OOMKilled: false")]
    [InlineData("oomkilled=0")]
    [InlineData("GET https://docs.example.com/errors/OOMKilled HTTP/1.1")]
    public void Words_that_are_denied_or_part_of_an_address_do_not_count(string text)
    {
        Assert.DoesNotContain(SignCatalogue.Match(text, SignOrigin.LogLine), match => match.Sign.Id == "oom-killed");
    }

    [Fact]
    public void A_file_of_lines_is_searched_without_looking_at_each()
    {
        var file = Encoding.UTF8.GetBytes("started\nwrite /var/x: No space left on device\nlistening\ndial tcp 10.0.0.1:80: connect: connection refused\n");
        List<string> found = [];
        for (var at = 0; SignCatalogue.TryFindNext(file, ref at);)
        {
            var start = file.AsSpan(0, at).LastIndexOf((byte)'\n') + 1;
            var length = file.AsSpan(start).IndexOf((byte)'\n');
            found.Add(SignCatalogue.Match(file.AsSpan(start, length), SignOrigin.LogLine)[0].Sign.Id);
            at = start + length;
        }

        Assert.Equal(["no-space", "conn-refused"], found);
    }

    [Fact]
    public void A_line_made_of_anchors_alone_is_given_up_on()
    {
        var line = string.Concat(Enumerable.Repeat("connection refused ECONNREFUSED failed to pull image ", 20_000));
        Assert.NotEmpty(SignCatalogue.Match(line, SignOrigin.LogLine));
    }

    private static SignMatch Single(string text, string id) => SignCatalogue.Match(text, SignOrigin.LogLine).Single(match => match.Sign.Id == id);

    private static IEnumerable<string> Found(string text, SignOrigin origins) => SignCatalogue.Match(text, First(origins)).Select(match => match.Sign.Id);

    private static SignOrigin First(SignOrigin origins) =>
        Enum.GetValues<SignOrigin>().First(origin => origin is not SignOrigin.None and not SignOrigin.Observed && origins.HasFlag(origin));
}
