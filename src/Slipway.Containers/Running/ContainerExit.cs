// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>How a container ended.</summary>
/// <param name="ExitCode">The exit code of its first process, 128 + the signal's number if it was killed; null where nobody learnt it.</param>
/// <param name="IsOutOfMemory">Whether the kernel killed a process of it because its memory limit was reached.</param>
/// <param name="EndedAt">When its end was noticed.</param>
public sealed record ContainerExit(int? ExitCode, bool IsOutOfMemory, DateTimeOffset EndedAt);
