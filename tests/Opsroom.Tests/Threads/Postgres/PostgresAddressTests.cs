using Opsroom.TestKit.Postgres;
using Opsroom.Threads.Postgres;

namespace Opsroom.Tests.Threads.Postgres;

public sealed class PostgresAddressTests
{
    [Theory]
    [InlineData("postgres://db.example/ops", "PostgreSQL at db.example:5432/ops")]
    [InlineData("postgresql://me@db.example:6000/ops", "PostgreSQL at db.example:6000/ops")]
    [InlineData("PostgreSQL://me:secret@db.example/ops?sslmode=require", "PostgreSQL at db.example:5432/ops")]
    [InlineData("postgresql://me:secret@[::1]:6000/ops", "PostgreSQL at ::1/ops")]
    [InlineData("postgresql://me:secret@one:1,two/ops?target_session_attrs=read-write", "PostgreSQL at one:1,two:5432/ops")]
    [InlineData("postgresql:///ops?host=/var/run/postgresql&user=me", "PostgreSQL at /var/run/postgresql/ops")]
    [InlineData("postgresql://%2Fvar%2Frun%2Fpostgresql/ops", "PostgreSQL at /var/run/postgresql/ops")]
    [InlineData("postgresql://me:secret@db.example", "PostgreSQL at db.example:5432/me")]
    public void A_url_names_host_port_and_database(string url, string described)
    {
        Assert.True(PostgresAddress.Names(url));
        Assert.Equal(described, PostgresAddress.Parse(url).ToString());
    }

    [Fact]
    public void User_password_and_options_are_unescaped()
    {
        var url = $"postgresql://{Uri.EscapeDataString("ops room@x")}:{Uri.EscapeDataString(PostgresServer.Secret)}@db/%6Fps?sslmode=verify-full&application_name=a%20b&connect_timeout=7&options=-c%20search_path%3Dx";

        var connection = PostgresAddress.Parse(url).Connection;

        Assert.Equal(("ops room@x", PostgresServer.Secret, "ops"), (connection.Username, connection.Password, connection.Database));
        Assert.Equal((Npgsql.SslMode.VerifyFull, "a b", 7, "-c search_path=x"), (connection.SslMode, connection.ApplicationName, connection.Timeout, connection.Options));
    }

    [Theory]
    [InlineData("postgresql://", "host")]
    [InlineData("postgresql:///ops", "host")]
    [InlineData("postgresql://db", "no database")]
    [InlineData("postgresql://me:hunter22@db:port/ops", "port")]
    [InlineData("postgresql://me:hunter22@db:99999/ops", "port")]
    [InlineData("postgresql://me:hunter22%@db/ops", "%25")]
    [InlineData("postgresql://me:hunter22@db/ops?colour=red", "'colour' is not known")]
    [InlineData("postgresql://me:hunter22@db/ops?sslmode=sometimes", "'sslmode'")]
    [InlineData("postgresql://me:hunter22@db/ops?connect_timeout=soon", "'connect_timeout'")]
    [InlineData("postgresql://me:hunter22/more@db/ops", "%2F")]
    [InlineData("postgresql://me:1/hunter22@db/ops", "%2F")]
    [InlineData("postgresql://me:hunter22?more@db/ops", "%3F")]
    [InlineData("postgresql://me:hunter22#more@db/ops", "%23")]
    public void What_is_wrong_with_a_url_is_said_without_its_password(string url, string expected)
    {
        var wrong = Assert.Throws<FormatException>(() => PostgresAddress.Parse(url));

        Assert.Contains(expected, wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter22", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', wrong.Message);
    }

    [Theory]
    [InlineData("mysql://me:secret@db/ops")]
    [InlineData("sqlite:///ops.db")]
    [InlineData("Host=db;Database=ops")]
    public void Another_scheme_names_no_such_database(string url) => Assert.False(PostgresAddress.Names(url));
}
