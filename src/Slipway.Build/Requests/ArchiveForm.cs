// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>How an archive lies on disk.</summary>
public enum ArchiveForm
{
    /// <summary>One tar file.</summary>
    Tar,

    /// <summary>A folder with the files that the tar would hold.</summary>
    Folder,
}
