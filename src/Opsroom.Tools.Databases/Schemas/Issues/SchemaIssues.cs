using System.Collections.Immutable;

namespace Opsroom.Tools.Databases.Schemas.Issues;

/// <summary>What is wrong with a schema, or will be one day.</summary>
internal static class SchemaIssues
{
    /// <param name="live">What the server knows of its tables; null for DDL.</param>
    public static ImmutableArray<Finding> Of(DatabaseSchema schema, LiveStatistics? live = null)
    {
        var issues = new IssueList(schema);
        foreach (var table in schema.Tables)
        {
            KeyIssues.Find(issues, table);
            IndexIssues.Find(issues, table);
            ColumnIssues.Find(issues, table);
            TableIssues.Find(issues, table);
        }

        if (live is not null)
        {
            LiveIssues.Find(issues, live);
        }

        return issues.Sorted();
    }
}
