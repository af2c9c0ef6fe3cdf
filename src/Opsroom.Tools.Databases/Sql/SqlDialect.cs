using Opsroom.Tools.Databases.Connections;

namespace Opsroom.Tools.Databases.Sql;

/// <summary>Whose SQL a text is.</summary>
internal enum SqlDialect
{
    PostgreSql,
    MySql,
    MariaDb,
    Sqlite,
}

/// <summary>What differs between dialects in general.</summary>
internal static class SqlDialects
{
    extension(DatabaseKind kind)
    {
        /// <summary>The language of an engine.</summary>
        public SqlDialect Dialect => kind switch
        {
            DatabaseKind.Postgresql => SqlDialect.PostgreSql,
            DatabaseKind.Mysql => SqlDialect.MySql,
            DatabaseKind.Mariadb => SqlDialect.MariaDb,
            DatabaseKind.Sqlite => SqlDialect.Sqlite,
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }

    extension(SqlDialect dialect)
    {
        public bool IsPostgreSql => dialect == SqlDialect.PostgreSql;

        /// <summary>Whether it is MySQL's language, which MariaDB speaks too.</summary>
        public bool IsMySql => dialect is SqlDialect.MySql or SqlDialect.MariaDb;

        public bool IsSqlite => dialect == SqlDialect.Sqlite;

        /// <summary>How names are compared once unquoted ones are folded.</summary>
        public StringComparer Names => dialect.IsPostgreSql ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;

        /// <summary>The product's name in a sentence.</summary>
        public string Product => dialect switch
        {
            SqlDialect.PostgreSql => "PostgreSQL",
            SqlDialect.MySql => "MySQL",
            SqlDialect.MariaDb => "MariaDB",
            SqlDialect.Sqlite => "SQLite",
            _ => throw new ArgumentOutOfRangeException(nameof(dialect)),
        };
    }
}
