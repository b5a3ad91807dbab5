// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>The container of a service before its file said anything.</summary>
internal static class ServiceContainer
{
    /// <summary>One that has nothing but defaults; who it is, is filled in when it is made.</summary>
    internal static ContainerDefinition Blank { get; } = new()
    {
        Id = "",
        Name = "",
        CreatedAt = default,
        Image = "",
        Manifest = Descriptor.Of(MediaTypes.Manifest, []),
        Platform = Platform.Host,
    };
}
