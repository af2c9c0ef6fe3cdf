using Opsroom.Models.Playbooks.Briefings;
using Opsroom.Models.Playbooks.Development.Databases;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Development;

/// <summary>Works on schemas, SQL, migrations and queries.</summary>
internal sealed class DatabasePlaybook : BriefingPlaybook
{
    private const string Explain =
        "`EXPLAIN (ANALYZE, BUFFERS)` before the query shows its plan; it runs the query, so take a transaction that is rolled back for one that writes.";

    public override string Agent => "database_agent";

    protected override PlaybookTurn? WithTools(PlaybookSituation situation, TaskBrief brief) => DatabaseAnswer.Next(situation, brief);

    protected override Deliverable Wanted(TaskBrief brief)
    {
        var text = brief.Text;
        if (text.Mentions("explain", "slow", "plan", "index", "indexes", "optimize", "optimise"))
        {
            return Deliverable.Later("explaining the query", "explain_query") with
            {
                ByHand = (brief.DatabaseType is null or "postgresql") && brief.Sql.Length > 0 ? [Explain] : [],
            };
        }

        if (brief.Sql.Length > 0 || text.Mentions("lint", "safe", "lock", "locks", "blocking"))
        {
            return Deliverable.WithModel("judging the SQL for locks and lost data", "lint_migration", "plan_migration");
        }

        return text.Mentions("migration", "migrations", "migrate", "migracion", "migracao", "migrazione", "migratie", "миграцию")
            ? Deliverable.WithModel("writing the migration", "generate_migrations", "lint_migration", "plan_migration")
            : Deliverable.WithModel("looking into the schema", "inspect_schema");
    }
}
