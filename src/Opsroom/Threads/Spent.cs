namespace Opsroom.Threads;

/// <summary>What models used, as their answers say.</summary>
/// <param name="Calls">Answers.</param>
public readonly record struct UsedByModels(long Calls, long InputTokens, long CachedInputTokens, long OutputTokens, decimal Cost)
{
    internal UsedByModels Plus(ModelUsage usage) => new(
        Calls + 1, InputTokens + usage.InputTokens, CachedInputTokens + usage.CachedInputTokens, OutputTokens + usage.OutputTokens, Cost + (usage.Cost ?? 0));
}

/// <summary>What was used, or may be used at most.</summary>
/// <param name="Tokens">Input and output together.</param>
/// <param name="Cost">US dollars by the configured price table.</param>
/// <param name="WallSeconds">Time that runs took, waiting for people not counted.</param>
public readonly record struct Spent(long Tokens, decimal Cost, long ToolCalls, long ModelCalls, long WallSeconds = 0)
{
    public static Spent operator +(Spent left, Spent right) => new(
        left.Tokens + right.Tokens, left.Cost + right.Cost, left.ToolCalls + right.ToolCalls, left.ModelCalls + right.ModelCalls, left.WallSeconds + right.WallSeconds);
}
