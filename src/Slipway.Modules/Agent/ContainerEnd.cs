// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;

namespace Slipway.Modules;

/// <summary>What the agent answers who waits for a container.</summary>
/// <param name="Exit">How it last ended; null if it never ran.</param>
internal sealed record ContainerEnd(ContainerExit? Exit);
