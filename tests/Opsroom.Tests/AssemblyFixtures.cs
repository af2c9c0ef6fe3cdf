using Opsroom.TestKit.Kubernetes;
using Opsroom.TestKit.Postgres;

[assembly: AssemblyFixture(typeof(KubernetesCluster))]
[assembly: AssemblyFixture(typeof(PostgresServer))]
