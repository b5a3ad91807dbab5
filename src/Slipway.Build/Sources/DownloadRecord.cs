// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>What an address served when it was last asked.</summary>
/// <param name="Digest">What the file held; it is kept under that.</param>
/// <param name="ETag">What the server called it, or null.</param>
/// <param name="LastModified">When it changed last, as the server said, or null.</param>
internal sealed record DownloadRecord(Digest Digest, string? ETag, DateTimeOffset? LastModified);
