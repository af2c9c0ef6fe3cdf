using Opsroom.Tools.Deployments;

namespace Opsroom.Server.Hosting;

/// <summary>What may be deployed.</summary>
internal static class DeploymentSettings
{
    public static DeploymentOptions Read(SettingsReader reader)
    {
        var options = new DeploymentOptions { AllowedRegistries = [.. reader.List("Deployments:AllowedRegistries")] };
        foreach (var problem in options.Validate())
        {
            reader.Refuse(problem);
        }

        return options;
    }
}
