// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>The settings of a registry that may change while it runs: asked for each time that one of them decides something.</summary>
public interface IRegistrySettings
{
    /// <summary>
    /// The settings as they are now. Of these count <see cref="RegistryOptions.Access"/>, <see cref="RegistryOptions.Anonymous"/>, <see cref="RegistryOptions.Throttle"/>,
    /// <see cref="RegistryOptions.Mode"/>, <see cref="RegistryOptions.ImmutableTags"/>, <see cref="RegistryOptions.Retention"/> and <see cref="RegistryOptions.Quotas"/>; the others are as
    /// they were at the start.
    /// </summary>
    RegistryOptions Current { get; }
}
