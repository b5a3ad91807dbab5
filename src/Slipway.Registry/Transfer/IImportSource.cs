// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>Images that lie in files of another program's, which are read as if somebody hostile had written them.</summary>
internal interface IImportSource : IDisposable
{
    /// <summary>The manifests to import; what they name comes with them.</summary>
    /// <param name="problems">Takes what can't be imported, and why.</param>
    IEnumerable<ImportedManifest> List(List<ImportProblem> problems);

    /// <summary>Opens the bytes that should have a digest; null where there are none. Disposing the stream is the caller's.</summary>
    /// <exception cref="InvalidDataException">They lie in something that is no regular file.</exception>
    Stream? OpenBlob(Digest digest);
}
