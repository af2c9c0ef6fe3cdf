using System.ComponentModel;
using System.Text.Json;
using Opsroom.Tools;
using Opsroom.Tools.Changes;

namespace Opsroom.TestKit.Outside;

/// <summary>Tools that act on an <see cref="OutsideSystem"/>. Each object is a target of its own, named as the object is.</summary>
public sealed partial class OutsideTools(OutsideClient outside)
{
    /// <summary>The system that targets belong to.</summary>
    public const string System = "outside";

    /// <summary>Every name, as an agent's front matter lists them.</summary>
    public const string Names =
        "outside_read, outside_read_log, outside_set, outside_nudge, outside_login, outside_delete, outside_rollout";

    [Tool("outside_read", Effect.Read)]
    [Description("Reads an object of the system outside.")]
    [ToolExample("""{"name": "alpha"}""")]
    public Task<ToolResult<OutsideObject>> ReadAsync([Description("Its name.")] string name, CancellationToken cancellationToken) => outside.ReadAsync(name, cancellationToken);

    [Tool("outside_read_log", Effect.Read, Tainted = true)]
    [Description("Reads what others wrote into the log of the system outside.")]
    [ToolExample("{}")]
    public async Task<ToolResult<OutsideLog>> ReadLogAsync(CancellationToken cancellationToken) => new OutsideLog(await outside.ReadLogAsync(cancellationToken));

    [Tool("outside_set", Effect.Change, Plan = nameof(PlanSetAsync), Verify = nameof(VerifySetAsync))]
    [Description("Sets an object's value, once, and only if it is as it was when looked at.")]
    [ToolExample("""{"name": "alpha", "value": "new"}""")]
    public Task<ToolResult<AppliedChange>> SetAsync(
        [Description("Its name.")] string name,
        [Description("The value.")] string value,
        [Description("The environment it is thought to be in.")] string? environment,
        ToolContext context,
        CancellationToken cancellationToken) =>
        outside.ChangeAsync(name, new OutsideChange(value), context.Change!.Key, context.Change.IntentVersion, cancellationToken);

    public async Task<ToolResult<ChangePlan>> PlanSetAsync(string name, string value, string? environment, CancellationToken cancellationToken)
    {
        var read = await outside.ReadAsync(name, cancellationToken);
        return read.Value is not { } found ? read.Failure! : Plan(found, value, environment) with
        {
            Undo = new UndoCall("outside_set", JsonSerializer.SerializeToElement(new { name, value = found.Value })),
        };
    }

    public Task<Verification> VerifySetAsync(ToolContext context, CancellationToken cancellationToken) => VerifyByKeyAsync(context, cancellationToken);

    [Tool("outside_nudge", Effect.Change, Plan = nameof(PlanNudgeAsync), Verify = nameof(VerifyNudgeAsync))]
    [Description("Sets an object's value at a target that does whatever arrives and cannot be asked about it afterwards.")]
    [ToolExample("""{"name": "alpha", "value": "new"}""")]
    public Task<ToolResult<AppliedChange>> NudgeAsync(
        [Description("Its name.")] string name, [Description("The value.")] string value, ToolContext context, CancellationToken cancellationToken) =>
        outside.ChangeBlindlyAsync(name, new OutsideChange(value), context.Change!.Key, cancellationToken);

    public async Task<ToolResult<ChangePlan>> PlanNudgeAsync(string name, string value, CancellationToken cancellationToken)
    {
        // the object's value is what a nudge itself changes, so that only another incarnation of it is drift
        var read = await outside.ReadAsync(name, cancellationToken);
        return read.Value is not { } found ? read.Failure! : Plan(found, value, null) with { IntentVersion = found.Uid, Preview = new Preview($"{name} is nudged to {value}.") };
    }

    public static Task<Verification> VerifyNudgeAsync(string name) => Task.FromResult(Verification.Unknown($"{name} may have been nudged; it keeps no record."));

    [Tool("outside_login", Effect.Change, Plan = nameof(PlanLoginAsync), Verify = nameof(VerifyLoginAsync))]
    [Description("Sets an object's value at a target that wants a password.")]
    [ToolExample("""{"name": "alpha", "password": "example-4f9d1c77aa"}""")]
    public Task<ToolResult<LoggedIn>> LoginAsync(
        [Description("Its name.")] string name, [Description("The password.")] string password, ToolContext context, CancellationToken cancellationToken) =>
        LoggedInAsync(outside.ChangeAsync(name, new OutsideChange("logged in", password), context.Change!.Key, context.Change.IntentVersion, cancellationToken));

    public async Task<ToolResult<ChangePlan>> PlanLoginAsync(string name, CancellationToken cancellationToken)
    {
        var read = await outside.ReadAsync(name, cancellationToken);
        return read.Value is not { } found ? read.Failure! : Plan(found, "logged in", null);
    }

    public async Task<Verification> VerifyLoginAsync(ToolContext context, CancellationToken cancellationToken) =>
        await outside.FindChangeAsync(context.Change!.Key, cancellationToken) is { } made ? Verification.Done(new LoggedIn(made.Version)) : Verification.NotDone();

    [Tool("outside_delete", Effect.Destroy, Plan = nameof(PlanDeleteAsync), Verify = nameof(VerifyDeleteAsync))]
    [Description("Deletes an object for good.")]
    [ToolExample("""{"name": "alpha"}""")]
    public Task<ToolResult<AppliedChange>> DeleteAsync(
        [Description("Its name.")] string name, [Description("The environment it is thought to be in.")] string? environment, ToolContext context, CancellationToken cancellationToken) =>
        outside.ChangeAsync(name, new OutsideChange(null), context.Change!.Key, context.Change.IntentVersion, cancellationToken);

    public async Task<ToolResult<ChangePlan>> PlanDeleteAsync(string name, string? environment, CancellationToken cancellationToken)
    {
        var read = await outside.ReadAsync(name, cancellationToken);
        return read.Value is not { } found ? read.Failure! : Plan(found, null, environment);
    }

    public Task<Verification> VerifyDeleteAsync(ToolContext context, CancellationToken cancellationToken) => VerifyByKeyAsync(context, cancellationToken);

    private static ChangePlan Plan(OutsideObject found, string? value, string? environment) => new(
        new ChangeTarget(System, found.Name, StatedEnvironment: environment),
        $"Object/{found.Name}",
        found.Intent,
        new Preview(
            value is null ? $"{found.Name} is deleted." : $"{found.Name} becomes {value}.",
            Diff: value is null ? $"-{found.Value}" : $"-{found.Value}\n+{value}",
            BlastRadius: $"Object {found.Name}.",
            Undo: value is null ? "It cannot be undone." : $"Set it to {found.Value} again."));

    private async Task<Verification> VerifyByKeyAsync(ToolContext context, CancellationToken cancellationToken) =>
        await outside.FindChangeAsync(context.Change!.Key, cancellationToken) is { } made ? Verification.Done(made) : Verification.NotDone();

    private static async Task<ToolResult<LoggedIn>> LoggedInAsync(Task<ToolResult<AppliedChange>> change)
    {
        var made = await change;
        return made.Value is { } value ? new LoggedIn(value.Version) : made.Failure!;
    }
}

public sealed record OutsideLog(IReadOnlyList<string> Lines);

/// <param name="Version">The object's, afterwards.</param>
public sealed record LoggedIn(long Version);
