using System.Globalization;
using System.Text;
using Opsroom.TestKit.Prometheus;
using Opsroom.Tools;
using Opsroom.Tools.Monitoring.Objectives;
using Opsroom.Tools.Monitoring.Signals;
using Opsroom.Tools.Prometheus;

namespace Opsroom.Tests.Tools.Monitoring.Signals;

/// <summary>
/// A real Prometheus with 48 minutes of services, each measured under names of its own. In the second half every tenth request fails and requests are slower, but for
/// those of <c>calm</c>.
/// </summary>
public sealed class SignalScene(PrometheusServer prometheus) : IAsyncLifetime
{
    private const int Frames = 25;
    private const int Turn = 14;
    private const int PerFrame = 120;

    public async ValueTask InitializeAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        await prometheus.PlayAsync(Enumerable.Range(0, Frames).Select(frame => (now.AddMinutes(2 * (frame - Frames + 1)), Lines(frame))), CancellationToken.None);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal Tool Tool(string name, PrometheusOptions? options = null)
    {
        var client = new PrometheusClient(options ?? prometheus.Options, TimeProvider.System);
        return new ToolCatalog([new SignalTools(client, TimeProvider.System), new SloTools(client, TimeProvider.System)]).Find(name)!;
    }

    private static string Lines(int frame)
    {
        var text = new StringBuilder();
        var (all, failed) = (PerFrame * (frame + 1.0), frame < Turn ? 0.0 : PerFrame / 10.0 * (frame - Turn + 1));
        var late = frame < Turn ? 0.0 : PerFrame * (frame - Turn + 1.0);
        Counter("http_server_request_duration_seconds_count", "job=\"shop/otel\"", "http_response_status_code", "200", "500");
        Buckets("http_server_request_duration_seconds", "job=\"shop/otel\"", 1);
        Counter("http_server_requests_seconds_count", "application=\"spring\"", "status", "200", "503");
        Buckets("http_server_requests_seconds", "application=\"spring\"", 1);
        Counter("http_requests_total", "service=\"plain\"", "code", "200", "502");
        Buckets("http_request_duration_seconds", "service=\"plain\"", 1);
        Counter("istio_requests_total", "reporter=\"destination\",destination_service_name=\"meshed\"", "response_code", "200", "503");
        Buckets("istio_request_duration_milliseconds", "reporter=\"destination\",destination_service_name=\"meshed\"", 1_000);
        Counter("nginx_ingress_controller_requests", "ingress=\"front\",namespace=\"web\"", "status", "200", "504");
        Counter("traefik_service_requests_total", "service=\"web-edge-80@kubernetes\"", "code", "200", "500");
        Counter("envoy_cluster_upstream_rq_xx", "envoy_cluster_name=\"outbound|8080||proxied.web.svc.cluster.local\"", "envoy_response_code_class", "2", "5");
        Counter("grpc_server_handled_total", "app=\"rpc\"", "grpc_code", "OK", "Unavailable");
        Counter("django_http_responses_total_by_status_total", "job=\"django\"", "status", "200", "500");
        Counter("flask_http_request_total", "job=\"flask\"", "status", "200", "500");
        Counter("http_requests_total", "job=\"fastapi\",handler=\"/\"", "status", "2xx", "5xx");
        Counter("acme_orders_http_requests_total", "service=\"own\"", "result", "ok", "error");
        Write($"http_requests_total{{service=\"calm\",code=\"200\"}} {Number(all)}");
        Write($"http_requests_total{{service=\"mute\"}} {Number(all)}");
        Write($"process_open_fds{{service=\"plain\"}} {(frame < Turn ? 100 : 980)}\nprocess_max_fds{{service=\"plain\"}} 1000");
        Write("container_memory_working_set_bytes{namespace=\"web\",pod=\"boxed-7d9c5b6f4-x2x4z\",container=\"main\"} 900");
        Write("kube_pod_container_resource_limits{namespace=\"web\",pod=\"boxed-7d9c5b6f4-x2x4z\",container=\"main\",resource=\"memory\"} 1000");
        return text.ToString();

        void Counter(string name, string labels, string status, string good, string bad)
        {
            Write($"{name}{{{labels},{status}=\"{good}\"}} {Number(all - failed)}");
            Write($"{name}{{{labels},{status}=\"{bad}\"}} {Number(failed)}");
        }

        void Buckets(string name, string labels, double unit)
        {
            foreach (var (bound, count) in new[] { (0.1, all - late), (0.5, all - late), (1.0, all), (double.PositiveInfinity, all) })
            {
                Write($"{name}_bucket{{{labels},le=\"{(double.IsFinite(bound) ? Number(bound * unit) : "+Inf")}\"}} {Number(count)}");
            }

            Write($"{name}_sum{{{labels}}} {Number((0.05 * (all - late) + 0.8 * late) * unit)}");
            if (!name.EndsWith("requests_seconds", StringComparison.Ordinal) && !name.StartsWith("http_server_request_duration", StringComparison.Ordinal))
            {
                Write($"{name}_count{{{labels}}} {Number(all)}");
            }
        }

        void Write(string line) => text.Append(line).Append('\n');

        static string Number(double number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
