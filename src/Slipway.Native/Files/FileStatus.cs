// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Native;

/// <summary>What the kernel says of a file.</summary>
public readonly record struct FileStatus
{
    /// <summary>What the file is.</summary>
    public required FileType Type { get; init; }

    /// <summary>The twelve permission bits, set-uid, set-gid and sticky included: 0 to 0o7777.</summary>
    public required int Mode { get; init; }

    /// <summary>The owner.</summary>
    public required uint UserId { get; init; }

    /// <summary>The group.</summary>
    public required uint GroupId { get; init; }

    /// <summary>Bytes of content; of a link, of its target.</summary>
    public required long Size { get; init; }

    /// <summary>When the content changed last.</summary>
    public required UnixTime Modified { get; init; }

    /// <summary>When content or metadata changed last; nobody can set it back.</summary>
    public required UnixTime Changed { get; init; }

    /// <summary>The device that the file lies on; with <see cref="Inode"/> it identifies the file.</summary>
    public required DeviceNumber Device { get; init; }

    /// <summary>The inode's number.</summary>
    public required ulong Inode { get; init; }

    /// <summary>How many names the file has.</summary>
    public required uint LinkCount { get; init; }

    /// <summary>Of a device node, the device it stands for; 0:0 for anything else.</summary>
    public required DeviceNumber SpecialDevice { get; init; }

    /// <summary>Whether this is a whiteout of overlayfs: the character device 0:0.</summary>
    public bool IsOverlayWhiteout => Type == FileType.CharacterDevice && SpecialDevice == default;
}
