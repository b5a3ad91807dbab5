// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>The sizes that an image's are compared with.</summary>
/// <param name="Size">The bytes of the regular files of all layers.</param>
/// <param name="CompressedSize">The bytes that travel.</param>
public sealed record ComparedSizes(long Size, long CompressedSize)
{
    /// <summary>Why there are none, as a clause; null if there are.</summary>
    public string? Problem { get; private init; }

    /// <summary>There are none, and this is why.</summary>
    public static ComparedSizes Unknown(string problem) => new(0, 0) { Problem = problem };

    /// <summary>Those of an image.</summary>
    public static ComparedSizes Of(ImageInventory inventory)
    {
        ArgumentNullException.ThrowIfNull(inventory);
        return new(inventory.Size, inventory.CompressedSize);
    }

    internal long SizeBy(SizeMeasure measure) => measure == SizeMeasure.Stored ? Size : CompressedSize;
}
