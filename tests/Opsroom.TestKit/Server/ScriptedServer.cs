using System.Threading.Channels;
using Opsroom.Server;
using Opsroom.TestKit.Models;

namespace Opsroom.TestKit.Server;

/// <summary>A server whose model answers when the test says so: each call takes the next turn that was given, and waits for it.</summary>
public sealed class ScriptedServer : ServerFixture
{
    private readonly Channel<ScriptedTurn> turns = Channel.CreateUnbounded<ScriptedTurn>();
    private readonly Channel<bool> asked = Channel.CreateUnbounded<bool>();

    /// <summary>What the options are changed to before the server starts.</summary>
    public Func<OpsroomServerOptions, OpsroomServerOptions> Change { get; init; } = options => options;

    /// <summary>Starts a server of one test; the test disposes it.</summary>
    public static async Task<ScriptedServer> StartAsync(Func<OpsroomServerOptions, OpsroomServerOptions>? change = null)
    {
        var server = new ScriptedServer { Change = change ?? (options => options) };
        await server.InitializeAsync();
        return server;
    }

    /// <summary>Gives the model its next turns.</summary>
    public void Give(params IEnumerable<ScriptedTurn> given)
    {
        foreach (var turn in given)
        {
            turns.Writer.TryWrite(turn);
        }
    }

    /// <summary>Completes when the model has been asked once more.</summary>
    public async Task AskedAsync(CancellationToken cancellationToken) => await asked.Reader.ReadAsync(cancellationToken);

    protected override OpsroomServerOptions Configure() => Change(DefaultOptions with { Models = [("scripted", new ChannelChatClient(turns.Reader, asked.Writer))] });
}
