// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>A request to install a module as it came, in A64's words and nothing checked yet; <see cref="ModuleSpecReader"/> makes a <see cref="ModuleSpec"/> of it.</summary>
public sealed record ModuleRequest
{
    /// <summary>The module's name; required.</summary>
    public string? ModuleName { get; init; }

    /// <summary>The name that people see; required.</summary>
    public string? DisplayName { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>The image, pinned by a tag or a digest; required.</summary>
    public string? DockerImage { get; init; }

    /// <summary>The module's version, three numbers; required.</summary>
    public string? Version { get; init; }

    /// <summary>The license; required.</summary>
    public string? LicenseKey { get; init; }

    /// <summary>Ports to publish, <c>host:container</c>.</summary>
    public IReadOnlyList<string>? Ports { get; init; }

    /// <summary>The environment by name.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>Host folders; none is allowed.</summary>
    public IReadOnlyList<string>? Volumes { get; init; }

    /// <summary>Cores, such as <c>0.5</c>.</summary>
    public string? CpuLimit { get; init; }

    /// <summary>Memory, such as <c>512m</c> or <c>1g</c>.</summary>
    public string? MemoryLimit { get; init; }

    /// <summary>The network; only <c>isolated</c>.</summary>
    public string? NetworkMode { get; init; }

    /// <summary>Modules it needs, each of which it reaches by name.</summary>
    public IReadOnlyList<string>? DependsOn { get; init; }

    /// <summary>A path of the web server; not supported.</summary>
    public string? RoutePrefix { get; init; }

    /// <summary>How to tell that it is well, in place of the image's own.</summary>
    public ModuleHealthRequest? HealthCheck { get; init; }

    /// <summary><c>strict</c> or <c>relaxed</c>.</summary>
    public string? SecurityProfile { get; init; }

    /// <summary>The name alone: license and environment are nobody's to see.</summary>
    public override string ToString() => $"ModuleRequest {{ ModuleName = {ModuleName} }}";
}
