// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>An upload under way, open for more bytes.</summary>
internal interface IUploadContent : IBlobContent
{
    /// <summary>Adds bytes at the end.</summary>
    /// <exception cref="IOException">The storage refused, for example because it is full; none of the bytes count.</exception>
    ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);
}
