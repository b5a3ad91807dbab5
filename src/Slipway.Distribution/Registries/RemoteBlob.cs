// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Distribution;

/// <summary>A blob as a registry sends it, not checked.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="Size">How many there are said to be; null where it isn't said.</param>
public sealed record RemoteBlob(Stream Content, long? Size);
