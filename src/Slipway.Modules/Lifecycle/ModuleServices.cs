// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;
using Slipway.Containers;

namespace Slipway.Modules;

/// <summary>What the life cycle works with.</summary>
internal sealed class ModuleServices
{
    public ModuleServices(AgentOptions options, ContainerRunner runner)
    {
        (Options, Runner) = (options, runner);
        Records = new(options.Home.Modules);
        Audit = new(options.Home.Modules);
        Images = new(options);
        Log = options.Loggers.CreateLogger<ModuleAgent>();
    }

    public AgentOptions Options { get; }

    public ContainerRunner Runner { get; }

    public ModuleRecords Records { get; }

    public AuditLog Audit { get; }

    public ModuleImages Images { get; }

    public ILogger Log { get; }

    public TimeProvider Time => Options.Time;
}
