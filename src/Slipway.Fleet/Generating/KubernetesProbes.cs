// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>The probes of a service, from its health check, with its times; where none is known, that a port is open is what readiness means.</summary>
internal sealed class KubernetesProbes(FleetService service)
{
    // What a health check has where it doesn't say.
    private const int UsualSeconds = 30, UsualRetries = 3;

    private int Period => Seconds(service.Health?.Interval, UsualSeconds);

    private int Retries => service.Health?.Retries ?? UsualRetries;

    /// <summary>While it starts: as often as takes up the start period, and the usual failures behind it; null where no start period is known.</summary>
    internal DocumentMap? Startup => service.Health is { StartPeriod: { } start } && start > TimeSpan.Zero
        ? Probe((int)Math.Ceiling(start.TotalSeconds / Period) + Retries) : null;

    /// <summary>Whether it gets requests.</summary>
    internal DocumentMap? Readiness => service.Health is not null ? Probe(Retries)
        : service.Ports.FirstOrDefault(static port => port.Protocol == "tcp") is { } port ? new() { { "tcpSocket", new DocumentMap { { "port", port.Port } } }, { "periodSeconds", 10 } } : null;

    /// <summary>Whether it is started anew.</summary>
    internal DocumentMap? Liveness => service.Health is not null ? Probe(Retries) : null;

    private DocumentMap Probe(int failures)
    {
        var health = service.Health!;
        var probe = HealthCommand.FindHttp(health.Test) is { } http
            ? new DocumentMap { { "httpGet", new DocumentMap { { "path", http.Path }, { "port", http.Port }, { "scheme", http.Scheme } } } }
            : new() { { "exec", new DocumentMap { { "command", DocumentList.Of(health.Test[0] == "CMD-SHELL" ? ["/bin/sh", "-c", .. health.Test.Skip(1)] : health.Test.Skip(1)) } } } };
        probe.Add("periodSeconds", Period);
        probe.Add("timeoutSeconds", Seconds(health.Timeout, UsualSeconds));
        probe.Add("failureThreshold", failures);
        return probe;
    }

    private static int Seconds(TimeSpan? time, int usual) => time is { } given && given > TimeSpan.Zero ? Math.Max(1, (int)Math.Ceiling(given.TotalSeconds)) : usual;
}
