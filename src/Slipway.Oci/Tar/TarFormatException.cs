// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci.Tar;

/// <summary>Bytes that should be a tar archive are not, are cut short, go over a limit, or use a feature that is refused by name.</summary>
public sealed class TarFormatException : IOException
{
    /// <summary>Something at <paramref name="offset"/> is not as it should be.</summary>
    /// <param name="entryIndex">Which entry, counted from 0.</param>
    /// <param name="offset">Where its header begins, in bytes from the beginning of the archive.</param>
    /// <param name="what">What is wrong, as a clause: "the checksum is wrong".</param>
    /// <param name="expected">What should be there.</param>
    /// <param name="got">What is there.</param>
    public TarFormatException(long entryIndex, long offset, string what, string expected, string got)
        : base($"The tar archive's entry {entryIndex} (at byte {offset}) cannot be read: {what}; expected {expected}, got {got}.") =>
        (EntryIndex, Offset, Expected, Got) = (entryIndex, offset, expected, got);

    /// <summary>Which entry, counted from 0.</summary>
    public long EntryIndex { get; }

    /// <summary>Where the entry's header begins, in bytes from the beginning of the archive.</summary>
    public long Offset { get; }

    /// <summary>What should be there.</summary>
    public string Expected { get; }

    /// <summary>What is there.</summary>
    public string Got { get; }
}
