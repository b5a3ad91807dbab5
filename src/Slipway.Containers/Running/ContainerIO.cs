// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>Where a foreground container reads and writes. The caller keeps and disposes the streams.</summary>
public sealed record ContainerIO
{
    /// <summary>Nothing to read, and everything written is dropped.</summary>
    public static ContainerIO None { get; } = new();

    /// <summary>What it reads. The default, null, is an empty input.</summary>
    public Stream? Input { get; init; }

    /// <summary>Where its standard output goes, written as it comes. The default, null, drops it.</summary>
    public Stream? Output { get; init; }

    /// <summary>Where its standard error goes, written as it comes. The default, null, drops it.</summary>
    public Stream? Error { get; init; }
}
