// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>What the agent answers who stops a container.</summary>
/// <param name="DidRun">Whether it ran.</param>
internal sealed record ContainerStop(bool DidRun);
