// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Native;

/// <summary>What an overlay is made of.</summary>
public sealed record OverlayOptions
{
    /// <summary>How many lower directories the kernel takes at most.</summary>
    public const int MaxLowers = 500;

    /// <summary>The read-only directories, the topmost first. Between 1 and 500; without an upper directory at least 2.</summary>
    public required IReadOnlyList<string> Lowers { get; init; }

    /// <summary>The directory that takes the changes; null makes the overlay read-only.</summary>
    public string? Upper { get; init; }

    /// <summary>An empty directory on the upper directory's file system for the kernel's own use; needed with <see cref="Upper"/>.</summary>
    public string? Work { get; init; }

    /// <summary>Whether a flush by a program inside reaches the disk. The default is <see cref="OverlayDurability.Durable"/>.</summary>
    public OverlayDurability Durability { get; init; }

    internal void Validate()
    {
        if (Lowers.Count is 0 or > MaxLowers)
            throw new ArgumentException($"An overlay has 1 to {MaxLowers} lower directories, but {Lowers.Count} were given.");
        if (Upper is null && Lowers.Count < 2)
            throw new ArgumentException("An overlay without an upper directory has at least 2 lower ones; add an empty one.");
        if (Upper is null != Work is null)
            throw new ArgumentException("An overlay has both an upper and a work directory, or neither.");
    }
}
