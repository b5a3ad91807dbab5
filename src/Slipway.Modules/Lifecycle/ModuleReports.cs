// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Containers;

namespace Slipway.Modules;

/// <summary>Says how modules are. Everything is measured when it is asked.</summary>
internal sealed class ModuleReports(ModuleServices services, ModuleSet modules)
{
    private const double MiB = 1 << 20;
    private static readonly TimeSpan CpuSample = TimeSpan.FromMilliseconds(100);

    /// <summary>Every module, by name; those that are being installed too.</summary>
    public IReadOnlyList<ModuleState> List() =>
        [.. modules.Instances.Select(static instance => instance.Name).Concat(modules.Operations.Select(static operation => operation.Spec.Name))
            .Distinct().Order(StringComparer.Ordinal).Select(Find).OfType<ModuleState>()];

    /// <summary>A module as it is now; null where there is none of that name.</summary>
    public ModuleState? Find(string name) => Measure(name)?.State;

    /// <summary>A module with what its container uses; null where there is none of that name.</summary>
    public async Task<ModuleStatusReport?> ReportAsync(string name, CancellationToken cancellationToken)
    {
        if (Measure(name) is not var (state, instance, container))
            return null;
        var first = ReadUsage(instance?.Run);
        var cpu = 0.0;
        if (first is not null)
        {
            var before = services.Time.GetTimestamp();
            await Task.Delay(CpuSample, services.Time, cancellationToken);
            if (ReadUsage(instance?.Run) is { } second)
                cpu = Math.Max(0, (second.Cpu - first.Cpu) / services.Time.GetElapsedTime(before) * 100);
        }
        var (received, sent) = ReadNetwork(container);
        var now = services.Time.GetUtcNow();
        var isRunning = container?.Status == ContainerStatus.Running;
        return new()
        {
            ModuleName = state.ModuleName,
            DisplayName = state.DisplayName,
            Description = state.Description,
            DockerImage = state.DockerImage,
            ImageDigest = state.ImageDigest,
            Version = state.Version,
            Status = state.Status,
            Health = state.Health,
            ContainerId = state.ContainerId,
            ContainerName = state.ContainerName,
            Ports = state.Ports,
            CpuLimit = state.CpuLimit,
            MemoryLimit = state.MemoryLimit,
            DependsOn = state.DependsOn,
            SecurityProfile = state.SecurityProfile,
            License = state.License,
            InstalledByEmail = state.InstalledByEmail,
            InstalledAt = state.InstalledAt,
            UpdatedAt = state.UpdatedAt,
            ErrorMessage = state.ErrorMessage,
            UptimeSeconds = isRunning && container?.StartedAt is { } started ? (long)(now - started).TotalSeconds : 0,
            RestartCount = instance?.Record.RestartCount ?? 0,
            CpuUsagePercent = Math.Round(cpu, 2),
            MemoryUsageMb = Math.Round((first?.MemoryBytes ?? 0) / MiB, 2),
            MemoryLimitMb = Math.Round((instance?.Record.Spec.MemoryLimit ?? 0) / MiB, 2),
            NetworkRxBytes = received,
            NetworkTxBytes = sent,
            ContainerState = container?.Status.ToString().ToLowerInvariant() ?? "missing",
            StartedAt = container?.StartedAt,
            FinishedAt = container?.Exit?.EndedAt,
            ExitCode = container?.Exit?.ExitCode,
            ErrorCount = instance?.Record.ErrorCount ?? 0,
            LastErrorAt = instance?.Record.LastErrorAt,
            HealthOutput = instance?.Run?.Health?.Outcome.Output is { } output ? SecretRedaction.Redact(DisplayText.Escape(output), instance.Record.Spec) : null,
        };
    }

    private (ModuleState State, ModuleInstance? Instance, ContainerState? Container)? Measure(string name)
    {
        var instance = modules.Find(name);
        var operation = modules.FindOperation(name);
        if ((instance?.Record.Spec ?? operation?.Spec) is not { } spec)
            return null;
        var run = instance?.Run;
        var container = ReadState(run);
        var isRunning = container?.Status == ContainerStatus.Running;
        var state = new ModuleState
        {
            ModuleName = name,
            DisplayName = spec.DisplayName,
            Description = spec.Description,
            DockerImage = spec.Image.ToString(),
            ImageDigest = instance?.Record.ImageDigest.ToString(),
            Version = spec.Version,
            Status = (operation?.Kind, isRunning) switch
            {
                (ModuleOperationKind.Install, _) => "installing",
                (ModuleOperationKind.Uninstall, _) => "uninstalling",
                (_, true) => "running",
                _ => "error",
            },
            Health = !isRunning ? "unknown" : run?.Health?.Status switch { HealthStatus.Healthy => "healthy", HealthStatus.Unhealthy => "unhealthy", _ => "unknown" },
            ContainerId = run?.Container.Id,
            ContainerName = $"slipway-{name}",
            Ports = [.. spec.Ports.Select(static port => port.ToString())],
            CpuLimit = spec.CpuLimit?.ToString(CultureInfo.InvariantCulture),
            MemoryLimit = $"{spec.MemoryLimit >> 20}m",
            DependsOn = spec.DependsOn,
            SecurityProfile = spec.SecurityProfile.ToString().ToLowerInvariant(),
            License = instance?.Record.License.Status,
            InstalledByEmail = (instance?.Record.InstalledBy ?? operation?.Actor)?.UserEmail,
            InstalledAt = instance?.Record.InstalledAt,
            UpdatedAt = instance?.Record.UpdatedAt,
            ErrorMessage = isRunning || operation is not null ? null : instance?.Problem ?? "Its program doesn't run.",
        };
        return (state, instance, container);
    }

    // A run may be taken away while it is asked.
    private static ContainerState? ReadState(ModuleRun? run)
    {
        try
        {
            return run?.Container.GetState();
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static ContainerUsage? ReadUsage(ModuleRun? run)
    {
        try
        {
            return run?.Container.ReadUsage();
        }
        catch (IOException)
        {
            return null;
        }
    }

    // "    lo:  bytes packets …": sixteen numbers, the first those that came, the ninth those that went.
    private static (long Received, long Sent) ReadNetwork(ContainerState? container)
    {
        if (container is not { Status: ContainerStatus.Running, Process: { } process })
            return (0, 0);
        try
        {
            var fields = File.ReadLines($"/proc/{process.Pid}/net/dev").Skip(2).Select(static line => line.Split(':', 2)).Where(static parts => parts.Length == 2)
                .Select(static parts => parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
            return (fields.Sum(static numbers => Number(numbers[0])), fields.Sum(static numbers => Number(numbers[8])));
        }
        catch (IOException)
        {
            return (0, 0);
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
