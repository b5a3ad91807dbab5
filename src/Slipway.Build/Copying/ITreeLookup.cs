// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>What lies below a step, to look things up in: a mounted tree, or what is written down of its layers. Paths are absolute.</summary>
internal interface ITreeLookup
{
    /// <summary>What is at a path whose folders hold no links, its last link kept; null where nothing is.</summary>
    TreeEntry? Find(string path);

    /// <summary>What the symbolic link at a path points to.</summary>
    string ReadLink(string path);

    /// <summary>The extended attributes that go with a folder.</summary>
    IReadOnlyDictionary<string, ReadOnlyMemory<byte>> ReadAttributes(string folder);

    /// <summary>Reads a small file, links followed; null where there is none.</summary>
    byte[]? TryReadFile(string path, int maxBytes);
}
