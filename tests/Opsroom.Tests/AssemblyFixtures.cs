using Opsroom.TestKit.Kubernetes;
using Opsroom.TestKit.Kubernetes.Snapshots;
using Opsroom.TestKit.Postgres;
using Opsroom.TestKit.Prometheus;

[assembly: AssemblyFixture(typeof(KubernetesCluster))]
[assembly: AssemblyFixture(typeof(PostgresServer))]
[assembly: AssemblyFixture(typeof(SnapshotCluster))]
[assembly: AssemblyFixture(typeof(PrometheusServer))]
[assembly: AssemblyFixture(typeof(AlertmanagerServer))]
