using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Opsroom.Server.Streaming;
using Opsroom.TestKit.Server;

namespace Opsroom.Server.Tests.Streaming;

public sealed class StoreFollowerTests
{
    [Fact]
    public async Task Following_the_store_ends_without_a_fault_when_the_server_stops()
    {
        await using var fixture = new ServerFixture();
        await fixture.InitializeAsync();
        var follower = fixture.Server.Services.GetServices<IHostedService>().OfType<StoreFollower>().Single();
        await fixture.Server.DisposeAsync();
        Assert.Equal(TaskStatus.RanToCompletion, follower.ExecuteTask!.Status);
    }
}
