using Opsroom.TestKit.Postgres;

[assembly: AssemblyFixture(typeof(PostgresServer))]
