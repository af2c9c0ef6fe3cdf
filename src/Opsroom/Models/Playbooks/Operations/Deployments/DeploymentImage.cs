using System.Text.Json;
using Opsroom.Models.Playbooks.Briefings;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Operations.Deployments;

/// <summary>Which image a deployment is to get: the one that is named, or the running one with the tag that is named. A version is never guessed.</summary>
/// <param name="Problem">Why there is none, for a person.</param>
/// <param name="Running">What it replaces, where that is known.</param>
internal sealed record DeploymentImage(string? Image, string? Problem = null, string? Running = null)
{
    /// <param name="row">As the list of deployments has it; null where nothing runs.</param>
    public static DeploymentImage Of(DeploymentWish wish, string service, JsonElement? row)
    {
        string[] images = [.. (row?.Items("images") ?? []).Where(image => image.ValueKind == JsonValueKind.String).Select(image => image.GetString()!)];
        var running = RunningOf(images, service);
        if (wish.Image is { } named)
        {
            var isWhole = ContainerImage.WithoutTag(named).Length < named.Length;
            return isWhole ? new(named, Running: running)
                : wish.Version is { } tag ? new($"{named}:{tag}", Running: running)
                : new(null, $"The image {Told.Code(named)} has no tag: name the version that is to be deployed.");
        }

        if (wish.Version is not { } version)
        {
            var runs = running is null ? "" : $" {Told.Code(service)} runs {Told.Code(running)}.";
            return new(null, $"It was not said which version of {Told.Code(service)} is to be deployed.{runs} Name an image, or a tag of the running one.");
        }

        return running is not null ? new($"{ContainerImage.WithoutTag(running)}:{version}", Running: running)
            : new(null, images.Length == 0
                ? $"Only a version was named, and there is no running image of {Told.Code(service)} to take it of. Name the whole image: `registry.example.com/team/{service}:{version}`."
                : $"{Told.Code(service)} runs several images ({Told.Names(images)}). Name the whole image that is to be deployed.");
    }

    /// <summary>The only image, or the one that is called as the service.</summary>
    private static string? RunningOf(string[] images, string service)
    {
        if (images.Length == 1)
        {
            return images[0];
        }

        var named = Array.FindAll(images, image => ContainerImage.ServiceOf(image) == service);
        return named.Length == 1 ? named[0] : null;
    }
}
