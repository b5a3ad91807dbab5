// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>A remote file that is at hand.</summary>
/// <param name="Digest">What it holds.</param>
/// <param name="Path">Where it is kept; whoever reads it checks the digest.</param>
/// <param name="LastModified">When the server says that it changed last, or null.</param>
internal sealed record FetchedFile(Digest Digest, string Path, DateTimeOffset? LastModified);
