// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>What a file of a context held when its key was made.</summary>
/// <param name="Digest">The digest of it.</param>
/// <param name="IsSettled">
/// Whether the file had been left alone for a while before it was read, so that any later change shows in its times; else only its content tells.
/// </param>
internal sealed record KnownContent(Digest Digest, bool IsSettled);
