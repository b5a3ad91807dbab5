// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>What is known of a blob once another registry has begun to send it.</summary>
/// <param name="UploadId">The upload that its bytes go to; null where it is here by now.</param>
/// <param name="Size">How many bytes it is said to have; null where that isn't said.</param>
internal readonly record struct FetchBegin(string? UploadId, long? Size);
