using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Parsing;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Tests.Sql;

public sealed class StatementParserTests
{
    [Fact]
    public void A_table_of_PostgreSQL_keeps_everything_that_stands_with_its_columns()
    {
        var table = One<CreateTable>(
            """
            CREATE TABLE Shop.Orders (
              ID int8 GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
              "Total" decimal(12, 2) NOT NULL DEFAULT 0 CHECK ("Total" >= 0),
              user_id int REFERENCES users (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
              at timestamptz[] COLLATE "C",
              UNIQUE NULLS NOT DISTINCT (user_id) INCLUDE (at)
            )
            """);
        Assert.Equal(new ObjectName("shop", "orders"), table.Name);
        Assert.Equal(["id", "Total", "user_id", "at"], table.Columns.Select(column => column.Name));
        Assert.Equal(["bigint", "numeric", "integer", "timestamp with time zone"], table.Columns.Select(column => column.Type!.Name));
        Assert.Equal(["12", "2"], table.Columns[1].Type!.Arguments);
        Assert.Equal(1, table.Columns[3].Type!.Dimensions);
        Assert.True(table.Columns[0].Identity is { IsAlways: true } && table.Columns[0].IsPrimaryKey);
        Assert.Equal(("0", "\"Total\" >= 0"), (table.Columns[1].Default, table.Columns[1].Constraints[0].Expression));
        var reference = table.Columns[2].Constraints.Single();
        Assert.Equal(("SET NULL", true, true), (reference.References!.OnDelete, reference.IsDeferrable, reference.IsInitiallyDeferred));
        Assert.True(table.Constraints.Single() is { Kind: ConstraintKind.Unique, NullsNotDistinct: true, Columns: ["user_id"], Include: ["at"] });
    }

    [Fact]
    public void A_table_of_MySQL_is_read_as_its_dump_writes_it()
    {
        var table = One<CreateTable>(
            """
            /*!40101 SET NAMES utf8 */;
            CREATE TABLE `orders` (
              `id` int(10) unsigned NOT NULL AUTO_INCREMENT COMMENT 'the; id',
              `state` enum('new','it''s') CHARACTER SET latin1 COLLATE latin1_bin DEFAULT 'new',
              `at` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
              `total` decimal(10,2) GENERATED ALWAYS AS (`a` * 2) STORED,
              PRIMARY KEY (`id`),
              UNIQUE KEY `u` (`state`(10) DESC, `at`) USING BTREE,
              KEY `k` (`at`) COMMENT 'x',
              FULLTEXT KEY `ft` (`state`),
              CONSTRAINT `fk` FOREIGN KEY (`id`) REFERENCES `other` (`id`) ON DELETE CASCADE
            ) ENGINE=InnoDB AUTO_INCREMENT=5 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='all; orders';
            """,
            SqlDialect.MySql,
            1);
        Assert.True(table.Columns[0] is { IsAutoIncrement: true, IsNotNull: true, Comment: "the; id", Type: { IsUnsigned: true, Name: "int", Length: 10 } });
        Assert.Equal(["'new'", "'it''s'"], table.Columns[1].Type!.Arguments);
        Assert.Equal("CURRENT_TIMESTAMP", table.Columns[2].OnUpdate);
        Assert.True(table.Columns[3].Generated is { IsStored: true });
        Assert.Equal([ConstraintKind.PrimaryKey, ConstraintKind.Unique, ConstraintKind.ForeignKey], table.Constraints.Select(each => each.Kind));
        Assert.Equal(["k", "ft"], table.Indexes.Select(index => index.Name));
        Assert.Equal(("utf8mb4", "all; orders"), (table.Options["CHARACTER SET"], table.Options["COMMENT"]));
    }

    [Fact]
    public void A_table_of_SQLite_may_have_types_of_any_words_and_none()
    {
        var table = One<CreateTable>(
            "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, [a b] unsigned big int NOT NULL ON CONFLICT FAIL, c, d DEFAULT (1+2), \"e\" AS (c) VIRTUAL, CHECK (c > 1) UNIQUE (c)) WITHOUT ROWID, STRICT",
            SqlDialect.Sqlite);
        Assert.Equal(["integer", "unsigned big int", null, null, null], table.Columns.Select(column => column.Type?.Name));
        Assert.True(table.Columns[0] is { IsAutoIncrement: true, IsPrimaryKey: true });
        Assert.Equal(2, table.Constraints.Length);
        Assert.Equal(["STRICT", "WITHOUT ROWID"], table.Options.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Bodies_of_routines_and_triggers_are_not_cut()
    {
        Assert.Equal(
            ["DELIMITER //", "CREATE PROCEDURE p() BEGIN IF 1 THEN SELECT 1; END IF; END", "DELIMITER ;", "SELECT 1"],
            Texts("DELIMITER //\nCREATE PROCEDURE p() BEGIN IF 1 THEN SELECT 1; END IF; END//\nDELIMITER ;\nSELECT 1;", SqlDialect.MySql));
        Assert.Equal(
            ["CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN CASE WHEN 1 THEN SET @x = 1; END CASE; END", "SELECT 2"],
            Texts("CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN CASE WHEN 1 THEN SET @x = 1; END CASE; END; SELECT 2", SqlDialect.MariaDb));
        Assert.Equal(
            ["CREATE TRIGGER t AFTER UPDATE ON a BEGIN UPDATE b SET c = CASE WHEN 1 THEN 2 END; DELETE FROM d; END", "SELECT 1"],
            Texts("CREATE TRIGGER t AFTER UPDATE ON a BEGIN UPDATE b SET c = CASE WHEN 1 THEN 2 END; DELETE FROM d; END; SELECT 1", SqlDialect.Sqlite));
    }

    [Fact]
    public void Copied_rows_and_client_commands_are_no_SQL()
    {
        var script = StatementParser.Parse("\\connect shop\nCOPY t (a) FROM stdin;\n1;'\n\\.\n\nSELECT 1;", SqlDialect.PostgreSql);
        Assert.True(script.Statements is [ClientCommand { Command: "\\connect shop" }, DataStatement { Verb: DataVerb.Copy, Number: 1 }, DataStatement { Verb: DataVerb.Select, Number: 2 }]);
    }

    [Theory]
    [InlineData("SELEC 1", 1, 1)]
    [InlineData("this is not SQL at all", 1, 1)]
    [InlineData("name: shop\nreplicas: 3", 1, 1)]
    [InlineData("CREATE TABLE t (\n  id int,\n  name text\n", 1, 16)]
    [InlineData("CREATE TABLE t (id int,)", 1, 24)]
    [InlineData("ALTER TABEL users ADD a int", 1, 7)]
    [InlineData("ALTER TABLE users\n  ADDD COLUMN a int", 2, 3)]
    [InlineData("ALTER TABLE users ADD COLUMN", 1, 29)]
    [InlineData("SELECT 'abc", 1, 8)]
    [InlineData("SELECT 1; /* never closed", 1, 11)]
    [InlineData("DELETE users WHERE id = 1", 1, 8)]
    [InlineData("UPDATE users WHERE id = 1", 1, 26)]
    [InlineData("CREATE INDEX i users (a)", 1, 16)]
    [InlineData("DROP TABLE a b", 1, 14)]
    [InlineData("SELECT 1)", 1, 9)]
    public void What_is_no_SQL_is_told_with_its_place(string sql, int line, int column)
    {
        var script = StatementParser.Parse(sql, SqlDialect.PostgreSql);
        var broken = script.Statements.OfType<BrokenStatement>().First();
        Assert.Equal((line, column), script.Text.Locate(broken.Fault.At));
    }

    [Fact]
    public void ALTER_TABLE_of_MySQL_tells_its_algorithm_and_lock()
    {
        var alter = One<AlterTable>("ALTER TABLE t ADD COLUMN a int AFTER b, ADD INDEX i (a), DROP FOREIGN KEY f, MODIFY c bigint NOT NULL, CHANGE d e text, ALGORITHM=INPLACE, LOCK=NONE", SqlDialect.MySql);
        Assert.Equal(new OnlineClauses("INPLACE", "NONE"), alter.Online);
        Assert.True(alter.Actions is [AddColumn { Column.After: "b" }, AddIndex { Index.Name: "i" }, DropConstraint { Kind: ConstraintKind.ForeignKey }, RedefineColumn { Column: "c" }, RedefineColumn { Column: "d", Definition.Name: "e" }]);
    }

    [Fact]
    public void A_condition_and_writing_common_tables_are_seen()
    {
        Assert.Null(One<DataStatement>("UPDATE t SET a = (SELECT 1 WHERE true)").Where);
        Assert.Equal("id = 1", One<DataStatement>("DELETE FROM t WHERE id = 1 RETURNING *").Where);
        Assert.True(One<DataStatement>("WITH x AS (DELETE FROM a RETURNING *) SELECT * FROM x").Inner is [{ Verb: DataVerb.Delete, Target.Name: "a", Where: null }]);
    }

    private static T One<T>(string sql, SqlDialect dialect = SqlDialect.PostgreSql, int index = 0)
        where T : SqlStatement
    {
        var script = StatementParser.Parse(sql, dialect);
        Assert.Empty(script.Statements.OfType<BrokenStatement>().Select(each => each.Fault));
        return Assert.IsType<T>(script.Statements[index]);
    }

    private static IEnumerable<string> Texts(string sql, SqlDialect dialect) => StatementParser.Parse(sql, dialect).Statements.Select(statement => statement.Text);
}
