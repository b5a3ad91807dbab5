// SPDX-License-Identifier: Apache-2.0
using Slipway.Fleet;
using Slipway.Modules;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Whole;

/// <summary>The modules of a fleet as requests to install them.</summary>
internal static class FleetModules
{
    /// <summary>The modules, each after those it depends on.</summary>
    public static IReadOnlyList<FleetModule> InOrder(FleetFile file)
    {
        var ordered = new List<FleetModule>();
        void Add(FleetModule module)
        {
            if (ordered.Contains(module))
                return;
            foreach (var need in module.DependsOn.Select(name => file.Modules.FirstOrDefault(other => other.Name.Value == name.Value)).OfType<FleetModule>())
                Add(need);
            ordered.Add(module);
        }
        foreach (var module in file.Modules)
            Add(module);
        return ordered;
    }

    /// <summary>The request for a module.</summary>
    /// <param name="module">The module.</param>
    /// <param name="image">Its image where it was published, by digest.</param>
    /// <param name="version">Its version.</param>
    /// <param name="license">Its license.</param>
    public static ModuleRequest Request(FleetModule module, ImageReference image, string version, string license) => new()
    {
        ModuleName = module.Name.Value,
        DisplayName = module.DisplayName?.Value ?? module.Name.Value,
        Description = module.Description?.Value,
        DockerImage = image.ToString(),
        Version = version,
        LicenseKey = license,
        Ports = Texts(module.Ports),
        Environment = module.Environment.ToDictionary(static variable => variable.Name, static variable => variable.Value ?? ""),
        Volumes = Texts(module.Volumes),
        CpuLimit = module.CpuLimit?.Value,
        MemoryLimit = module.MemoryLimit?.Value,
        NetworkMode = module.NetworkMode?.Value,
        DependsOn = Texts(module.DependsOn),
        RoutePrefix = module.RoutePrefix?.Value,
        HealthCheck = module.HealthCheck is not { } check ? null : new()
        {
            Test = check.Test.Value,
            Interval = check.Interval?.Value,
            Timeout = check.Timeout?.Value,
            Retries = check.Retries?.Value,
            StartPeriod = check.StartPeriod?.Value,
        },
        SecurityProfile = module.SecurityProfile?.Value,
    };

    private static IReadOnlyList<string> Texts(IReadOnlyList<Located<string>> values) => [.. values.Select(static value => value.Value)];
}
