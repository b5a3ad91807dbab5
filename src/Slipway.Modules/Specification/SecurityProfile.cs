// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>What a module may do. The installer chooses; an image's labels have no say.</summary>
public enum SecurityProfile
{
    /// <summary>A user other than root, no capabilities, no new privileges, a read-only root: <see cref="Slipway.Containers.StrictProfile"/>. The default.</summary>
    Strict,

    /// <summary>Docker's default capabilities, root allowed, a writable root that is dropped with the container.</summary>
    Relaxed,
}
