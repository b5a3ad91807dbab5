// SPDX-License-Identifier: Apache-2.0
using Microsoft.Win32.SafeHandles;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>The content that a file of a step's tree gets, from wherever it comes.</summary>
internal abstract class TreeContent
{
    /// <summary>Bytes.</summary>
    public abstract long Size { get; }

    /// <summary>The digest, if it is known: what is read to its end is that, or reading throws. Null if not.</summary>
    public virtual Digest? Digest => null;

    /// <summary>Writes it to a new file.</summary>
    public abstract void CopyTo(SafeFileHandle file, CancellationToken cancellationToken);

    /// <summary>Opens it. What is read to its end is what was announced, or reading throws.</summary>
    public abstract Stream Open();
}
