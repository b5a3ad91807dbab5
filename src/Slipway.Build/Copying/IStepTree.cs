// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Build;

/// <summary>
/// The tree of a step while it is filled, seen together with what lies below it: an upper directory for steps to run on, or a plan that goes straight
/// into a layer. Both make the same layer of the same calls. What is there below and gets something new is copied up with its metadata and its time,
/// so that a copy leaves no trace of when it ran. Paths are absolute and, but where it is said, hold no links.
/// </summary>
internal interface IStepTree
{
    /// <summary>What is at a path; null where nothing is.</summary>
    FileType? Find(string path);

    /// <summary>What the step itself put at a path; null where that is nothing.</summary>
    FileType? FindOwn(string path);

    /// <summary>The path with every link followed, as far as it exists and beyond.</summary>
    string Resolve(string path);

    /// <summary>Makes sure that a folder is there.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="metadata">What has to be made is like that.</param>
    /// <returns>Whether it had to be made.</returns>
    /// <exception cref="StepException">A file is in the way.</exception>
    bool EnsureDirectory(string path, TreeMetadata metadata);

    /// <summary>Gives a folder of the step owner, mode and attributes; its time is another matter.</summary>
    void SetDirectory(string path, TreeMetadata metadata);

    /// <summary>The time that a folder gets at the end.</summary>
    void SetDirectoryTime(string path, UnixTime time);

    /// <summary>Takes away what the step itself put at a path, if it isn't a folder.</summary>
    void RemoveOwn(string path);

    /// <summary>Puts a file where the step has nothing, in a folder that is there; so do the next three.</summary>
    void PutFile(string path, TreeContent content, TreeMetadata metadata, CancellationToken cancellationToken);

    void PutSymbolicLink(string path, string target, TreeMetadata metadata);

    /// <summary>Puts a device or a FIFO.</summary>
    void PutNode(string path, FileType type, DeviceNumber device, TreeMetadata metadata);

    /// <summary>Gives what the step put at a path another name.</summary>
    void PutHardLink(string path, string existing);
}
