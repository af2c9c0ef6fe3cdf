using Opsroom.Models.Playbooks.Briefings;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Development;

/// <summary>Generates clients, models and types from a contract.</summary>
internal sealed class CodegenPlaybook : BriefingPlaybook
{
    public override string Agent => "codegen_agent";

    protected override PlaybookTurn? WithTools(PlaybookSituation situation, TaskBrief brief) => CodegenAnswer.Next(situation, brief, Wanted(brief).Tools[0]);

    protected override Deliverable Wanted(TaskBrief brief)
    {
        if (brief.Text.Has(Term.Validate) && !brief.Text.Has(Term.Create))
        {
            return Deliverable.WithModel("judging the API description", "validate_openapi");
        }

        return brief.Text.Mentions("client", "clients", "sdk", "sdks", "cliente", "klient", "clientes", "клиент", "klienten", "wrapper", "bindings")
            ? Deliverable.WithModel($"generating the {brief.Language ?? "API"} client", "generate_api_client", "validate_openapi")
            : Deliverable.WithModel($"generating {(brief.Language is { } language ? $"{language} " : string.Empty)}models", "generate_models");
    }
}
