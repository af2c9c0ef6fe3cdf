using System.Net;
using Opsroom.TestKit.Server;

namespace Opsroom.Server.Tests.Policy;

public sealed class FreezeTests : ServerFixture
{
    [Fact]
    public async Task A_freeze_is_kept_across_a_restart_until_it_is_lifted()
    {
        var (_, before) = await GetAsync("/freeze");
        Assert.Equal("""{"on":false,"reason":null,"by":null,"at":null}""", before.GetRawText());

        var (response, set) = await PostAsync("/freeze", """{"on":true,"reason":" Incident 4711 "}""");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(set.GetProperty("on").GetBoolean());
        Assert.Equal(("Incident 4711", "local"), (set.GetProperty("reason").GetString(), set.GetProperty("by").GetString()));

        var (_, again) = await PostAsync("/freeze", """{"on":true}""");
        Assert.Equal(set.GetRawText(), again.GetRawText());
        await RestartAsync();
        var (_, after) = await GetAsync("/freeze");
        Assert.Equal(set.GetRawText(), after.GetRawText());

        var (_, lifted) = await PostAsync("/freeze", """{"on":false}""");
        Assert.False(lifted.GetProperty("on").GetBoolean());
        Assert.Equal(lifted.GetRawText(), (await GetAsync("/freeze")).Body.GetRawText());
    }

    [Theory]
    [InlineData("{}", "missing")]
    [InlineData("""{"on":"perhaps"}""", "bool_parsing")]
    [InlineData("""{"on":true,"reason":7}""", "string_type")]
    public async Task A_request_that_is_not_valid_freezes_nothing(string json, string type)
    {
        var (response, body) = await PostAsync("/freeze", json);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal(type, body.GetProperty("detail")[0].GetProperty("type").GetString());
        Assert.False((await GetAsync("/freeze")).Body.GetProperty("on").GetBoolean());
    }
}
