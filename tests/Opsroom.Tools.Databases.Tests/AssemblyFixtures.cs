using Opsroom.TestKit.MariaDb;
using Opsroom.TestKit.Postgres;

[assembly: AssemblyFixture(typeof(PostgresServer))]
[assembly: AssemblyFixture(typeof(MariaDbServer))]
