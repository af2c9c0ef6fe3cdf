using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Opsroom.Server;
using Opsroom.Server.Hosting;
using Opsroom.TestKit.Models;
using Opsroom.Threads;

namespace Opsroom.TestKit.Outside;

/// <summary>What the program <c>Opsroom.ProofHost</c> does: serves with <see cref="OutsideTools"/> and a scripted model, and dies when it is told to.</summary>
public static class OutsideHost
{
    /// <summary>The address of the <see cref="OutsideSystem"/>.</summary>
    public const string OutsideVariable = "PROOF_OUTSIDE";

    public const string PortVariable = "PROOF_PORT";

    /// <summary>The folder, within the working directory, of the agent that has the tools.</summary>
    public const string AgentsFolder = "agents";

    public const string DataFolder = "data";

    /// <summary>Serves until it is told to stop; the exit code.</summary>
    public static async Task<int> RunAsync()
    {
        var wish = DeathWish.Parse(Environment.GetEnvironmentVariable(DeathWish.Variable));
        using var outside = new OutsideClient(new Uri(Environment.GetEnvironmentVariable(OutsideVariable)!), () => wish?.BeforeNextEffect());
        var options = new OpsroomServerOptions
        {
            Host = "127.0.0.1",
            Port = int.Parse(Environment.GetEnvironmentVariable(PortVariable)!, CultureInfo.InvariantCulture),
            DataDirectory = DataFolder,
            AgentsDirectory = AgentsFolder,
            TimeProvider = new ShiftedClock
            {
                Ahead = TimeSpan.FromSeconds(double.Parse(Environment.GetEnvironmentVariable(ShiftedClock.Variable) ?? "0", CultureInfo.InvariantCulture)),
            },
            ToolSets = [new OutsideTools(outside)],
            Models = [("scripted", new ScriptedChatClient((messages, asked) =>
            {
                wish?.BeforeNextEffect();
                return ChangeScript.Answer(messages, asked);
            }))],
        };
        try
        {
            await (wish is null ? OpsroomServer.RunAsync(options, CancellationToken.None) : ServeAsync(options, wish));
            return 0;
        }
        catch (OpsroomStartException refused)
        {
            await Console.Error.WriteLineAsync(refused.Message);
            return 2;
        }
    }

    private static async Task ServeAsync(OpsroomServerOptions options, DeathWish wish)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Opsroom", ContentRootPath = ServerConfiguration.FolderOf(options) });
        builder.Configuration.AddConfiguration(ServerConfiguration.Build(options));
        builder.AddOpsroom(options);
        var own = builder.Services.Last(service => service.ServiceType == typeof(IStore));
        builder.Services.Remove(own);
        builder.Services.AddSingleton(provider => WatchedStore.Around(
            (IStore)(own.ImplementationInstance ?? own.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, own.ImplementationType!)),
            wish.Appended));
        await using var application = builder.Build();
        application.UseOpsroom();
        await application.Services.GetRequiredService<IStore>().InitializeAsync(CancellationToken.None);
        await application.StartAsync(CancellationToken.None);
        await application.WaitForShutdownAsync(CancellationToken.None);
    }
}
