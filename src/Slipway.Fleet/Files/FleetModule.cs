// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>A module that <c>up</c> installs: the fields of the module API's install request, with an image of the fleet.</summary>
public sealed record FleetModule
{
    /// <summary>Where it stands.</summary>
    public required SourcePlace Place { get; init; }

    /// <summary><c>module_name</c>.</summary>
    public required Located<string> Name { get; init; }

    /// <summary><c>image</c>: a target of the fleet, such as <c>app(backend=redis)</c>; null if <see cref="DockerImage"/> names another.</summary>
    public Located<string>? Image { get; init; }

    /// <summary><c>docker_image</c>: a reference to an image that isn't of the fleet.</summary>
    public Located<string>? DockerImage { get; init; }

    /// <summary><c>display_name</c>; null is the name.</summary>
    public Located<string>? DisplayName { get; init; }

    /// <summary><c>description</c>.</summary>
    public Located<string>? Description { get; init; }

    /// <summary><c>version</c>; null is the image's.</summary>
    public Located<string>? Version { get; init; }

    /// <summary><c>license_key</c>.</summary>
    public Located<string>? LicenseKey { get; init; }

    /// <summary><c>ports</c>, <c>host:container</c> each.</summary>
    public IReadOnlyList<Located<string>> Ports { get; init; } = [];

    /// <summary><c>environment</c>.</summary>
    public IReadOnlyList<NamedText> Environment { get; init; } = [];

    /// <summary><c>volumes</c>.</summary>
    public IReadOnlyList<Located<string>> Volumes { get; init; } = [];

    /// <summary><c>cpu_limit</c>, in cores.</summary>
    public Located<string>? CpuLimit { get; init; }

    /// <summary><c>memory_limit</c>, such as <c>512m</c>.</summary>
    public Located<string>? MemoryLimit { get; init; }

    /// <summary><c>network_mode</c>.</summary>
    public Located<string>? NetworkMode { get; init; }

    /// <summary><c>depends_on</c>: modules of the same file that must be healthy before.</summary>
    public IReadOnlyList<Located<string>> DependsOn { get; init; } = [];

    /// <summary><c>route_prefix</c>.</summary>
    public Located<string>? RoutePrefix { get; init; }

    /// <summary><c>health_check</c>; null is the image's.</summary>
    public ModuleHealthCheck? HealthCheck { get; init; }

    /// <summary><c>security_profile</c>: <c>strict</c> or <c>relaxed</c>.</summary>
    public Located<string>? SecurityProfile { get; init; }
}
