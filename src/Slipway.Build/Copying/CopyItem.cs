// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Build;

/// <summary>One file of a selection. What is read of it beside its content is read once: what its key says is what is copied.</summary>
/// <param name="source">Its absolute path in the tree it is copied from, without links.</param>
/// <param name="relative">Its path below the selection's top; empty for the top itself.</param>
/// <param name="status">What it was when it was selected.</param>
internal sealed class CopyItem(string source, string relative, FileStatus status)
{
    private string? _link;
    private IReadOnlyDictionary<string, ReadOnlyMemory<byte>>? _attributes;

    public string Source => source;

    public string Relative => relative;

    public FileStatus Status => status;

    /// <summary>What a regular file of a context held when its key was made; null while nobody knows.</summary>
    public KnownContent? Content { get; set; }

    /// <summary>What a symbolic link points to.</summary>
    public string ReadLink(TreeView view) => _link ??= view.Root.ReadLink(source);

    /// <summary>The extended attributes that go with it, in the order of their names.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> ReadAttributes(TreeView view) => _attributes ??= TreeAttributes.Read(view.Root, source);
}
