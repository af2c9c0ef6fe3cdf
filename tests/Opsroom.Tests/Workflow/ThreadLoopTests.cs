using Opsroom.Threads;
using Opsroom.Workflow.Running;

namespace Opsroom.Tests.Workflow;

public sealed class ThreadLoopTests
{
    [Fact]
    public async Task A_loop_that_has_ended_by_itself_can_still_be_ended_by_its_owner()
    {
        var loop = new ThreadLoop(new ThreadState(new ThreadKey(ThreadKey.DefaultTenant, ThreadId.New())), 1, null!, null!, _ => true);
        loop.Start();
        loop.Close();
        await loop.Completion;
        await loop.DisposeAsync();
        Assert.True(loop.Completion.IsCompletedSuccessfully);
    }
}
