// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>What a container uses.</summary>
/// <param name="MemoryBytes">Memory in bytes, without file pages that could be dropped.</param>
/// <param name="Cpu">Processor time since its start; a share is the difference of two readings over the time between them.</param>
/// <param name="Pids">Processes and threads.</param>
public sealed record ContainerUsage(long MemoryBytes, TimeSpan Cpu, int Pids);
