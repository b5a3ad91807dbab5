// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>The log of a container that was taken away.</summary>
/// <param name="Definition">What the container was.</param>
/// <param name="RemovedAt">When it was taken away.</param>
public sealed record RemovedLog(ContainerDefinition Definition, DateTimeOffset RemovedAt);
