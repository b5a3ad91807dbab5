// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>What changes of a container by hand that is there.</summary>
/// <param name="Resources">Its limits; those that are null stay.</param>
/// <param name="Restart">When it is started again; null stays.</param>
public sealed record ContainerUpdate(ResourceLimits Resources, RestartPolicy? Restart);
