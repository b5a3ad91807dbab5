// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>A blob that a collection took, or would take.</summary>
/// <param name="Digest">The blob.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Asked">When someone was last told that it exists.</param>
/// <param name="IsDamaged">Whether its file was known to be damaged.</param>
public sealed record CollectedBlob(Digest Digest, long Size, DateTimeOffset Asked, bool IsDamaged)
{
    /// <summary>Why it goes.</summary>
    public string Reason => $"no manifest needs it, and nobody has asked for it since {Asked:yyyy-MM-dd HH:mm} UTC{(IsDamaged ? "; its file is damaged" : "")}";
}
