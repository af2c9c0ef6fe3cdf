using System.CommandLine;
using System.Globalization;
using Opsroom.Approvals;
using Opsroom.Tools;
using Opsroom.Tools.Changes;

namespace Opsroom.Cli;

/// <summary><c>opsroom policy explain</c>: which rule would decide about a call, and how.</summary>
internal sealed class PolicyExplainCommand
{
    private readonly Option<string?> file = new("--file") { Description = "The policy file [default: the built-in default]", HelpName = "FILE" };
    private readonly Option<string> tool = new("--tool") { Description = "The tool's name", HelpName = "NAME", Required = true };
    private readonly Option<string> effect = new("--effect") { Description = "What the call does", Required = true };
    private readonly Option<string> agent = new("--agent") { Description = "Who calls", HelpName = "NAME", DefaultValueFactory = _ => "" };
    private readonly Option<string?> system = new("--system") { Description = "The target's system: kubernetes, harness, …", HelpName = "NAME" };
    private readonly Option<string?> target = new("--target") { Description = "The target's name", HelpName = "NAME" };
    private readonly Option<string?> part = new("--namespace") { Description = "The target's namespace", HelpName = "NAME" };
    private readonly Option<string?> stated = new("--stated-environment") { Description = "The environment that the arguments claim", HelpName = "NAME" };
    private readonly Option<string?> resource = new("--resource") { Description = "What exactly it acts on: Deployment/shop/web", HelpName = "NAME" };
    private readonly Option<string[]> roles = new("--role") { Description = "A role of the person whose request it is; may be given several times", HelpName = "NAME" };
    private readonly Option<bool> egress = new("--egress") { Description = "The call sends text outside" };
    private readonly Option<bool> tainted = new("--tainted") { Description = "Text from outside is in the thread" };
    private readonly Option<bool> secrets = new("--secrets") { Description = "The thread holds secrets" };
    private readonly Option<DateTimeOffset?> at = new("--at") { Description = "When [default: now]", HelpName = "TIME" };

    private PolicyExplainCommand() => effect.AcceptOnlyFromAmong("read", "write", "change", "destroy");

    private Option[] All => [file, tool, effect, agent, system, target, part, stated, resource, roles, egress, tainted, secrets, at];

    public static Command Create()
    {
        var options = new PolicyExplainCommand();
        var command = new Command("explain", "Print which rule would decide about a call, and how");
        foreach (var option in options.All)
        {
            command.Options.Add(option);
        }

        command.SetAction(options.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var name = parsed.GetValue(file);
        var text = name is null ? PolicyText.Read("rules: []") : PolicyCommand.Read(name);
        if (text?.Policy is not { } policy)
        {
            foreach (var finding in text?.Findings ?? [])
            {
                Console.Error.WriteLine(PolicyCommand.LineOf(name!, finding));
            }

            return CommandLineErrors.ExitCode;
        }

        var decision = policy.Decide(QuestionOf(parsed));
        Console.Out.WriteLine($"{decision.Verdict.ToString().ToLowerInvariant()} by {decision.Rule}: {decision.Reason}");
        if (decision.Environment is { } environment)
        {
            Console.Out.WriteLine($"environment: {environment}");
        }

        if (decision.Ask is { } ask)
        {
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"asked: {ask.Approvers} of {string.Join(", ", ask.ApproverRoles)}, within {ask.TimeToLive:c}, the requester {(ask.RequesterMayApprove ? "included" : "not included")}"));
        }

        return 0;
    }

    private PolicyQuestion QuestionOf(ParseResult parsed)
    {
        var place = parsed.GetValue(system) is not null || parsed.GetValue(target) is not null
            ? new ChangeTarget(parsed.GetValue(system) ?? "", parsed.GetValue(target) ?? "", parsed.GetValue(part), parsed.GetValue(stated))
            : null;
        return new PolicyQuestion(
            parsed.GetRequiredValue(tool), Enum.Parse<Effect>(parsed.GetRequiredValue(effect), ignoreCase: true), parsed.GetValue(egress), parsed.GetValue(agent)!, place, parsed.GetValue(resource),
            parsed.GetValue(tainted), parsed.GetValue(secrets), parsed.GetValue(roles) ?? [], parsed.GetValue(at) ?? TimeProvider.System.GetUtcNow());
    }
}
