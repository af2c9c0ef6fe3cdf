using System.Text.Json.Nodes;
using Opsroom.Models.Playbooks.Briefings;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Development.Databases;

/// <summary>Does the work on schemas, migrations and queries with the tools for it, and asks for what it cannot know.</summary>
internal sealed class DatabaseAnswer
{
    private static readonly string[] Slow = ["explain", "slow", "plan", "optimize", "optimise", "faster", "speed", "langsam", "schneller", "lent", "lente", "lenta", "lento", "traag", "медленно", "медленный", "慢", "performance"];

    private static readonly string[] Run = ["run", "apply", "execute", "ausführen", "anwenden", "exécute", "applique", "ejecuta", "aplica", "execute", "esegui", "voer", "примени", "выполни"];

    private static readonly string[] Safe = ["downtime", "safe", "safely", "safest", "online", "zero-downtime", "ausfall", "ausfallzeit", "sicher", "interruption", "interrupción", "parada", "простоя", "steps", "plan", "expand"];

    private readonly Desk desk;
    private readonly TaskBrief brief;
    private readonly DatabaseSources sources;

    private DatabaseAnswer(Desk desk, TaskBrief brief) => (this.desk, this.brief, sources) = (desk, brief, new DatabaseSources(desk.Brief, brief));

    /// <summary>The next turn; null where the task is about something that these tools do not do.</summary>
    public static PlaybookTurn? Next(PlaybookSituation situation, TaskBrief brief)
    {
        var answer = new DatabaseAnswer(new Desk(situation), brief);
        var told = new Told();
        return !answer.Work(told) ? null : answer.desk.NextCalls() is { } calls ? calls : told.ToAnswer();
    }

    private bool Work(Told told)
    {
        if (desk.Offers("generate_migrations") && sources.Schemas is var (from, to))
        {
            MigrationReport.Generated(told, desk.Look("I compare the two schemas.", "generate_migrations", [.. from.Arguments("from"), .. to.Arguments("to"), ("db_type", (JsonNode)sources.Type), ("framework", sources.Framework)]));
            return true;
        }

        if (desk.Offers("explain_query") && (brief.Text.Mentions(Slow) && sources.Query is not null || sources.IsOnlyQuery))
        {
            Explain(told);
            return true;
        }

        if (sources.Changes is { } changes && desk.Offers("lint_migration"))
        {
            Judge(told, changes, null);
            return true;
        }

        if (desk.Offers("inspect_schema") && sources.Ddl is { } ddl)
        {
            SchemaReport.Tell(told, desk.Look("I look into the schema.", "inspect_schema", [.. ddl.Arguments("schema"), ("db_type", (JsonNode)sources.Type)]));
            return true;
        }

        if ((desk.Offers("plan_migration") || desk.Offers("lint_migration")) && ChangeWish.Read(desk.Brief.Task) is { } wish)
        {
            Judge(told, DatabaseSource.OfText(wish.Sql), wish);
            return true;
        }

        if (desk.Offers("explain_query") && brief.Text.Mentions("slow", "explain", "langsam", "lent", "lenta", "lento", "traag", "медленно") && brief.Text.Mentions("query", "queries", "sql", "select", "abfrage", "requête", "consulta", "query's", "запрос"))
        {
            told.NotDone("I need the query itself to explain it. Show it in the task (as SQL), and say on which connection it runs.");
            return true;
        }

        if (desk.Offers("inspect_schema") && sources.Connection is { } connection)
        {
            SchemaReport.Tell(told, desk.Look("I look into the schema.", "inspect_schema", ("connection", connection)));
            return true;
        }

        return false;
    }

    private void Explain(Told told)
    {
        if (sources.Connection is not { } connection)
        {
            told.NotDone($"I cannot know where {Told.Code(sources.Query)} runs. Say on which configured connection (\"… on the connection orders\").");
            return;
        }

        QueryReport.Tell(told, desk.Look("I ask the database for its plan.", "explain_query", ("connection", connection), ("sql", sources.Query), ("analyze", brief.Text.Mentions("analyze", "analyse", "measure", "really") ? true : null)));
    }

    /// <summary>A text is given by either name; each call has nodes of its own.</summary>
    private (string, JsonNode?)[] Given(DatabaseSource sql) => [.. sql.Arguments("sql"), ("sql", sql.Text), ("db_type", (JsonNode)sources.Type)];

    /// <summary>Lints, plans where that helps, and runs where that was asked.</summary>
    private void Judge(Told told, DatabaseSource sql, ChangeWish? wish)
    {
        var lint = desk.Look("I judge the migration.", "lint_migration", Given(sql));
        var wantsRun = wish is null && brief.Text.Mentions(Run) && desk.Offers("run_migration");
        var plan = desk.Offers("plan_migration") && !wantsRun && (wish is not null || brief.Text.Mentions(Safe) || lint is { Succeeded: true } && MigrationReport.IsDoubtful(lint.Result)) ? desk.Look("I look for safe steps.", "plan_migration", Given(sql)) : null;
        if (wish is not null)
        {
            told.Line($"What you ask for, in one statement: {Told.Code(wish.Sql)}");
        }

        MigrationReport.Judged(told, lint);
        MigrationReport.Planned(told, plan);
        if (!wantsRun || lint is null)
        {
            return;
        }

        if (sources.Connection is not { } connection)
        {
            told.NotDone("I cannot know where to run it. Say on which configured connection.");
            return;
        }

        MigrationReport.Ran(told, desk.Change("I run the migration once it is approved.", "run_migration", ("connection", connection), ("sql", sql.Text)));
    }
}
