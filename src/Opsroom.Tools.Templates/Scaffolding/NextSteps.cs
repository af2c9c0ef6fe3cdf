using Opsroom.Tools.Templates.Scaffolding.Rendering;

namespace Opsroom.Tools.Templates.Scaffolding;

/// <summary>What to do with a project that was made, in order.</summary>
internal static class NextSteps
{
    /// <param name="inRepository">Whether the folder belongs to a repository that was there before.</param>
    public static IEnumerable<string> Of(ProjectRequest request, string folder, bool dryRun, bool inRepository)
    {
        var (scaffold, name) = (request.Scaffold, request.Name);
        if (dryRun)
        {
            yield return "Nothing was written yet: call again without dry_run.";
        }

        yield return folder.Length == 0 ? "Download the workspace." : $"Download the workspace and change into {folder}.";
        var names = new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = name.Kebab, ["snake"] = name.Snake, ["pascal"] = name.Pascal };
        foreach (var command in scaffold.Commands)
        {
            yield return $"Run `{Placeholders.FillPath(command, names)}`.";
        }

        if (request.Docker && scaffold.IsBuiltHere)
        {
            yield return "Run `docker compose up --build` for the image.";
        }

        if (request.Kubernetes && scaffold.IsBuiltHere)
        {
            yield return $"Push the image {request.Variables.Registry}/{name.Kebab}, then apply it: `kubectl apply --server-side --namespace {request.Variables.Namespace ?? name.Kebab} -f deploy/kubernetes/{request.Environments[0]}.yaml`.";
        }

        if (request.Harness)
        {
            yield return scaffold.PipelineLanguage is null
                ? "Import .harness/pipeline.yaml into Harness; it checks the module and deploys nothing."
                : $"Import .harness/pipeline.yaml into Harness. It needs a service {name.Kebab.Replace('-', '_')} and the environments {string.Join(", ", request.Environments)}.";
        }

        if (request.GitInit)
        {
            yield return inRepository
                ? "The folder belongs to a git repository already, so none was made: commit the files there."
                : "The first commit is made (branch main): add a remote and push. `git status` is clean.";
        }

        yield return "Choose a licence; none was added.";
    }
}
