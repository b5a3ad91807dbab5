// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>What is known of one file of a context.</summary>
/// <param name="Stamp">What the kernel said of it.</param>
/// <param name="Digest">What it held.</param>
internal sealed record ContentRecord(FileStamp Stamp, Digest Digest);
