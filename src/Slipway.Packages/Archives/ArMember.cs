// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Packages;

/// <summary>A member of an ar archive.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Offset">Where its bytes begin.</param>
/// <param name="Size">How many there are.</param>
/// <param name="Modified">Its time, in seconds since 1970.</param>
internal sealed record ArMember(string Name, long Offset, long Size, long Modified);
