namespace Opsroom.Telemetry;

/// <summary>Names of what activities and measurements carry: OpenTelemetry's GenAI conventions, LangSmith's attributes, and our own under <c>opsroom.</c>.</summary>
public static class TagNames
{
    public const string Operation = "gen_ai.operation.name";
    public const string Provider = "gen_ai.provider.name";
    public const string Agent = "gen_ai.agent.name";
    public const string Conversation = "gen_ai.conversation.id";
    public const string RequestModel = "gen_ai.request.model";
    public const string ResponseModel = "gen_ai.response.model";
    public const string InputTokens = "gen_ai.usage.input_tokens";
    public const string CachedInputTokens = "gen_ai.usage.cache_read.input_tokens";
    public const string OutputTokens = "gen_ai.usage.output_tokens";
    public const string TokenType = "gen_ai.token.type";
    public const string Tool = "gen_ai.tool.name";
    public const string ToolCall = "gen_ai.tool.call.id";
    public const string ToolType = "gen_ai.tool.type";
    public const string ErrorType = "error.type";

    public const string LangSmithKind = "langsmith.span.kind";
    public const string LangSmithName = "langsmith.trace.name";

    /// <summary>LangSmith groups the traces of one conversation by this.</summary>
    public const string LangSmithThread = "langsmith.metadata.thread_id";

    public const string Tenant = "opsroom.tenant";
    public const string Run = "opsroom.run.id";
    public const string RunKind = "opsroom.run.kind";
    public const string RunStatus = "opsroom.run.status";
    public const string ApprovalKind = "opsroom.approval.kind";
    public const string ApprovalOutcome = "opsroom.approval.outcome";
    public const string Branch = "opsroom.branch";
    public const string Round = "opsroom.round";
    public const string Attempt = "opsroom.attempt";
}
