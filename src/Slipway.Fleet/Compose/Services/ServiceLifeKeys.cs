// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>The keys that say when a service starts, how it is told to be well, when it is started again and how it ends.</summary>
internal static class ServiceLifeKeys
{
    private const int NanosecondsPerTick = 100;
    private const string OneContainer = "a service is one container here; write a service for each";

    internal static IReadOnlyList<ServiceKey> All { get; } =
    [
        new("attach", "`false`; `up` follows no logs, so `true` is refused: `slipway logs -f`", static (service, node, _) => node.Flag() ? throw new HclException(node.Place, "'attach: true' is not supported", "follow its log by slipway logs -f") : service),
        new("container_name", "its name in place of `project-service-1`", static (service, node, _) => service with { ContainerName = node.As(ContainerName.Require) }),
        new("depends_on", "list, or map with `condition`, `required` and `restart`", static (service, node, _) => service with { DependsOn = [.. service.DependsOn, .. ReadDependencies(node)] }),
        // The files are read so.
        new("extends", "another service that this one is laid over: its name, or `service` and a `file` of the same folder", static (service, _, _) => service),
        new("develop", "passed over: `docker compose watch` alone reads it", static (service, _, _) => service),
        new("healthcheck", "over the image's; `test` as CMD, CMD-SHELL or NONE, and `disable`", static (service, node, _) => service with { Health = ReadHealth(node) }),
        new("logging", "`json-file`, `local` or `none`, with `max-size` and `max-file`; other drivers are refused", static (service, node, _) => service.With(container => container with { Log = ReadLog(node) })),
        new("profiles", "services of a profile run with `--profile`, by name, or where others need them", static (service, node, _) => service with { Profiles = node.Texts() }),
        new("restart", "`no`, `always`, `on-failure[:times]`, `unless-stopped`", static (service, node, _) => service.With(container => container with { Restart = node.As(static text => RestartPolicy.Parse(text == "false" ? "no" : text)) })),
        new("scale", "`1`; " + OneContainer, static (service, node, _) => RequireOne(service, node)),
        new("stop_grace_period", "how long it has to end", static (service, node, _) => service.With(container => container with { StopTimeout = node.Duration() })),
        new("stop_signal", "what asks it to end", static (service, node, _) => service with { StopSignal = ReadSignal(node) }),
    ];

    internal static ComposeService RequireOne(ComposeService service, ComposeNode node) =>
        node.Number() == 1 ? service : throw new HclException(node.Place, $"{node.Text()} containers of a service are not supported", OneContainer);

    private static string ReadSignal(ComposeNode node) =>
        Signal.TryParse(node.Text(), out var _) ? node.Text() : throw new HclException(node.Place, $"'{node.Text()}' is no signal", "write one such as SIGTERM");

    private static IEnumerable<ComposeDependency> ReadDependencies(ComposeNode node) => node.IsList
        ? node.Texts().Select(static name => new ComposeDependency(name, ComposeCondition.Started))
        : node.Entries.Select(static entry => ReadDependency(entry.Key, entry.Value)).ToList();

    private static ComposeDependency ReadDependency(string name, ComposeNode node)
    {
        var dependency = new ComposeDependency(name, ComposeCondition.Started);
        foreach (var (key, value) in node.IsNothing ? [] : node.Fields("a dependency", ["condition", "required", "restart"]))
        {
            dependency = key switch
            {
                "condition" => dependency with { Condition = ReadCondition(value) },
                "required" => dependency with { IsRequired = value.Flag() },
                _ => dependency with { Restarts = value.Flag() },
            };
        }
        return dependency;
    }

    private static ComposeCondition ReadCondition(ComposeNode node) => node.Text() switch
    {
        "service_started" => ComposeCondition.Started,
        "service_healthy" => ComposeCondition.Healthy,
        "service_completed_successfully" => ComposeCondition.Completed,
        var other => throw new HclException(node.Place, $"the condition '{other}' is not known", "write service_started, service_healthy or service_completed_successfully"),
    };

    private static ComposeHealth ReadHealth(ComposeNode node)
    {
        var (check, isDisabled) = (new HealthCheckConfig(), false);
        foreach (var (key, value) in node.Fields("a health check", ["test", "interval", "timeout", "retries", "start_period", "start_interval", "disable"]))
        {
            check = key switch
            {
                "test" => check with { Test = ReadTest(value) },
                "interval" => check with { Interval = Nanoseconds(value) },
                "timeout" => check with { Timeout = Nanoseconds(value) },
                "start_period" => check with { StartPeriod = Nanoseconds(value) },
                "start_interval" => check with { StartInterval = Nanoseconds(value) },
                "retries" => check with { Retries = (int)value.Number(0, int.MaxValue) },
                _ => check,
            };
            isDisabled |= key == "disable" && value.Flag();
        }
        return new(isDisabled || check.Test is ["NONE"], check);
    }

    private static IReadOnlyList<string> ReadTest(ComposeNode node) => node.IsText ? ["CMD-SHELL", node.Text()]
        : node.Texts() is ["NONE"] or ["CMD", _, ..] or ["CMD-SHELL", _] ? node.Texts()
        : throw new HclException(node.Place, "a check is NONE, CMD with a program, or CMD-SHELL with one text", "write such as [\"CMD\", \"curl\", \"-f\", \"http://localhost/\"]");

    private static long? Nanoseconds(ComposeNode node) => node.Duration() is var time && time > TimeSpan.Zero ? time.Ticks * NanosecondsPerTick : null;

    private static ContainerLogOptions ReadLog(ComposeNode node)
    {
        var log = ContainerLogOptions.Default;
        foreach (var (key, value) in node.Fields("a log", ["driver", "options"]))
        {
            log = key == "driver" ? value.Text() switch
            {
                "json-file" or "local" => log,
                "none" => log with { IsKept = false },
                var other => throw new HclException(value.Place, $"the log driver '{other}' is not supported", "write json-file, local or none; slipway logs -f sends a log elsewhere"),
            }
            : ReadLogOptions(log, value);
        }
        return log;
    }

    private static ContainerLogOptions ReadLogOptions(ContainerLogOptions log, ComposeNode node)
    {
        foreach (var (key, value) in node.Fields("a log's options", ["max-size", "max-file"], ("tag", "a log has the container's name; leave it out"), ("compress", "rotated logs are not compressed; leave it out")))
            log = value.At(() => key == "max-size" ? log with { MaxFileBytes = ComposeSizes.Parse(value) } : log with { MaxFiles = (int)value.Number(1, 1000) });
        return log;
    }
}
