// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci.Tar;

/// <summary>What is wrong with a header, thrown where the entry and its place are not known; <see cref="TarReader"/> adds them.</summary>
internal sealed class TarFieldException(string what, string expected, string got) : Exception
{
    internal TarFormatException At(long entryIndex, long offset) => new(entryIndex, offset, what, expected, got);
}
