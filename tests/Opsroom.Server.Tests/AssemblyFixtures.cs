using Opsroom.TestKit.Kubernetes;
using Opsroom.TestKit.Kubernetes.Snapshots;
using Opsroom.TestKit.MariaDb;
using Opsroom.TestKit.Postgres;

[assembly: AssemblyFixture(typeof(KubernetesCluster))]
[assembly: AssemblyFixture(typeof(MariaDbServer))]
[assembly: AssemblyFixture(typeof(PostgresServer))]
[assembly: AssemblyFixture(typeof(SnapshotCluster))]
