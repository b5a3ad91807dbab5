// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Oci;

/// <summary>
/// A tree of files that blobs, names and records are kept in, with the promises of POSIX and no more: what was written is durable after
/// <see cref="IBlobFile.Flush"/>, a name after <see cref="FlushFolder"/> of its folder, and a rename is atomic. Everything that must survive a
/// power cut is written through here, so that one simulated disk can cut the power under it. Paths are relative, with slashes.
/// </summary>
public interface IBlobFiles
{
    /// <summary>Makes folders and those above them, durably; it is no error if they are there.</summary>
    void MakeFolders(params IEnumerable<string> folders);

    /// <summary>Makes a folder and those above it; a power cut may take them again. It is no error if they are there.</summary>
    void EnsureFolder(string folder);

    /// <summary>Makes a file for reading and writing.</summary>
    /// <exception cref="IOException">A file has that name, or the system refused.</exception>
    IBlobFile Create(string path);

    /// <summary>Opens a file; null where there is none.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    IBlobFile? Open(string path, FileAccess access);

    /// <summary>Gives a file another name within the tree, in one step; a file that has the name goes.</summary>
    /// <exception cref="IOException">There is no such file, or the system refused.</exception>
    void Rename(string path, string newPath);

    /// <summary>Deletes a file; false where there was none.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    bool Delete(string path);

    /// <summary>Makes the names in a folder durable.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    void FlushFolder(string folder);

    /// <summary>The files (not the folders) directly in a folder, in no order.</summary>
    IEnumerable<BlobFileEntry> List(string folder);

    /// <summary>The names of the folders directly in a folder, in no order.</summary>
    IEnumerable<string> ListFolders(string folder);

    /// <summary>Deletes an empty folder; false where there was none, or it isn't empty.</summary>
    bool DeleteFolder(string folder);

    /// <summary>The size of a file in bytes; null where there is none.</summary>
    long? GetLength(string path);

    /// <summary>Takes a lock between processes, by a file that is made for it, or returns null if one stands against it. It ends with the process.</summary>
    IDisposable? TryLock(string path, FileLockMode mode);

    /// <summary>Takes a lock between processes, by a file that is made for it, when none stands against it any more. It ends with the process.</summary>
    Task<IDisposable> LockAsync(string path, FileLockMode mode, CancellationToken cancellationToken);
}
