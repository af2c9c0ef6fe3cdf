using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Opsroom.Telemetry;
using Opsroom.Threads;

namespace Opsroom.Tests.Telemetry;

public sealed class ValueSealerNumberTests
{
    private static readonly byte[] Key = new byte[DataKey.Length];

    [Theory]
    [InlineData("""{"name":"one","password":47114711}""")]
    [InlineData("""{"name":"one","password":"47114711"}""")]
    public void A_secret_comes_back_as_what_it_was(string arguments)
    {
        var thread = new ThreadKey(ThreadKey.DefaultTenant, ThreadId.Parse("t"));
        var found = new Dictionary<string, string>();
        Assert.True(new Redactor(Key, []).TryRedactJson(Encoding.UTF8.GetBytes(arguments), thread, out var redacted, found));
        Assert.DoesNotContain("4711", Encoding.UTF8.GetString(redacted), StringComparison.Ordinal);
        var sealer = new ValueSealer(Key);
        var state = new ThreadState(thread)
        {
            Sealed = found.ToImmutableSortedDictionary(pair => pair.Key, pair => sealer.Seal(pair.Value, pair.Key, thread), StringComparer.Ordinal),
        };
        var restored = sealer.Restore(JsonElement.Parse(Encoding.UTF8.GetString(redacted)), state, out var missing, out var given);
        Assert.Null(missing);
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(arguments), restored));
        Assert.DoesNotContain("4711", given.Conceal(restored).GetRawText(), StringComparison.Ordinal);
    }
}
