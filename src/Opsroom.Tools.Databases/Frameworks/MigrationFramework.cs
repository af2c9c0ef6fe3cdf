using System.Text.Json.Serialization;

namespace Opsroom.Tools.Databases.Frameworks;

/// <summary>Whose files a migration is written as.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MigrationFramework>))]
public enum MigrationFramework
{
    /// <summary>A file of SQL for each direction.</summary>
    [JsonStringEnumMemberName("sql")]
    Sql,

    /// <summary>Flyway's versioned and undo migrations.</summary>
    [JsonStringEnumMemberName("flyway")]
    Flyway,

    /// <summary>A migration class of Entity Framework Core.</summary>
    [JsonStringEnumMemberName("ef")]
    Ef,

    /// <summary>A revision of Alembic.</summary>
    [JsonStringEnumMemberName("alembic")]
    Alembic,

    /// <summary>A module of Knex.</summary>
    [JsonStringEnumMemberName("knex")]
    Knex,
}
