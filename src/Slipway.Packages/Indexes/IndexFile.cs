// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Packages;

/// <summary>A file that a release names, with its digest.</summary>
/// <param name="Path">Its path below the release.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="Size">Its bytes.</param>
internal sealed record IndexFile(string Path, Digest Digest, long Size);
