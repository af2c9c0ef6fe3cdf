using System.CommandLine;
using Opsroom.Cli.Knowledge;

namespace Opsroom.Cli;

/// <summary>Every command of the executable: one line each.</summary>
internal static class CommandTree
{
    public static RootCommand Create()
    {
        var serving = new ServeOptions();
        var root = new RootCommand("A self-hosted DevOps multi-agent API server. Without a command it serves.")
        {
            ServeCommand.Create(),
            KnowledgeCommand.Create(),
            EvalCommand.Create(),
            StoreCommand.Create(),
            MigrateStoreCommand.Create(),
            RetentionCommand.Create(),
            HealthCommand.Create(),
            PolicyCommand.Create(),
        };
        serving.AddTo(root);
        root.SetAction((parsed, cancellationToken) => ServeCommand.RunAsync(parsed, serving, cancellationToken));
        return root;
    }
}
