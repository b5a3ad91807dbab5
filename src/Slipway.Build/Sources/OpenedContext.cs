// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Dockerfile;
using Slipway.Native;

namespace Slipway.Build;

/// <summary>A build context that was brought here. It stays as long as this isn't disposed, and nothing in it is ours to trust: no link leads out of it.</summary>
public sealed record OpenedContext : IDisposable
{
    private readonly Snapshot _snapshot;

    internal OpenedContext(Snapshot snapshot, string name) => (_snapshot, Name) = (snapshot, name);

    /// <summary>Where it came from, safe to show.</summary>
    public string Name { get; }

    /// <summary>The absolute path of its files.</summary>
    public string Folder => _snapshot.Path;

    /// <summary>The Dockerfile, where that is all there is; null of a repository or an archive.</summary>
    public SourceText? Dockerfile { get; init; }

    /// <summary>Reads a Dockerfile of the context.</summary>
    /// <param name="path">Its path in the context.</param>
    /// <returns>The text; null where there is no such file.</returns>
    /// <exception cref="ContextException">It is larger than a Dockerfile may be.</exception>
    public SourceText? TryRead(string path)
    {
        using var view = new TreeView(RootedDirectory.Open(Folder));
        if (view.TryReadFile(TreePath.Normalize(path), SourceText.MaxBytes + 1) is not { } bytes)
            return null;
        return bytes.Length <= SourceText.MaxBytes ? SourceText.FromBytes(path, bytes)
            : throw new ContextException($"'{path}' of '{Name}' has more than the {SourceText.MaxBytes} bytes that a Dockerfile may have.", null);
    }

    /// <summary>Lets it go; it is kept until it is pruned.</summary>
    public void Dispose() => _snapshot.Dispose();
}
