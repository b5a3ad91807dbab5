// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Modules;

/// <summary>What a module is to be; every field checked by <see cref="ModuleSpecReader"/>.</summary>
public sealed record ModuleSpec
{
    /// <summary>3 to 50 lower-case letters, digits and dashes.</summary>
    public required string Name { get; init; }

    /// <summary>The name that people see.</summary>
    public required string DisplayName { get; init; }

    /// <summary>What it is for; may be empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>The image, pinned by a tag other than <c>latest</c> or a digest.</summary>
    public required ImageReference Image { get; init; }

    /// <summary>The version, <c>1.2.3</c>.</summary>
    public required string Version { get; init; }

    /// <summary>The ports published on 127.0.0.1.</summary>
    public IReadOnlyList<ModulePort> Ports { get; init; } = [];

    /// <summary>The environment by name, over the image's.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Cores; null is no limit of its own.</summary>
    public decimal? CpuLimit { get; init; }

    /// <summary>Memory in bytes; swap counts in. 512 MiB unless told otherwise.</summary>
    public long MemoryLimit { get; init; } = 512L << 20;

    /// <summary>Modules that it needs and reaches by name.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>How to tell that it is well; null is the image's own way.</summary>
    public HealthCheckConfig? HealthCheck { get; init; }

    /// <summary>What it may do.</summary>
    public SecurityProfile SecurityProfile { get; init; } = SecurityProfile.Strict;

    /// <summary>The name and the image alone: the environment is nobody's to see.</summary>
    public override string ToString() => $"ModuleSpec {{ Name = {Name}, Image = {Image} }}";
}
