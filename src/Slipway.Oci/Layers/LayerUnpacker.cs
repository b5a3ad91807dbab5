// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Slipway.Native;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Layers;

/// <summary>Puts the entries of one layer, one by one, into a root.</summary>
internal sealed class LayerUnpacker : IDisposable
{
    private const int BufferSize = 256 * 1024;
    private const int WhileUnpacking = 0x1C0; // 0700: a directory's own mode may keep us out of it

    private readonly RootedDirectory _root;
    private readonly LayerTarget _target;
    private readonly LayerApplyOptions _options;
    private readonly AttributeWriter _attributes;
    private readonly List<(string Path, ulong Inode, int Mode, UnixTime Modified)> _directories = [];
    private readonly List<string> _leftOutDevices = [];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);

    // The directory that was found there last; entries of one directory usually come together.
    private string? _knownDirectory;

    internal LayerUnpacker(RootedDirectory root, LayerApplyOptions options)
    {
        (_root, _options, _attributes) = (root, options, new AttributeWriter(root, options.Privileges));
        _target = options.Target == LayerTargetKind.MergedRoot ? new MergedTarget(root) : new OverlayTarget(root, options);
    }

    /// <summary>Whether what was unpacked depends on the layers below.</summary>
    internal bool DependsOnBelow => _target.DependsOnBelow;

    /// <summary>The paths of device nodes that were not made.</summary>
    internal IReadOnlyList<string> LeftOutDevices => _leftOutDevices;

    /// <summary>The names of attributes that were not set.</summary>
    internal IReadOnlyList<string> IgnoredAttributes => _attributes.Ignored;

    /// <summary>Unpacks an entry; returns the digest of a regular file's content.</summary>
    internal async ValueTask<Digest?> UnpackAsync(TarEntry entry, Stream content, CancellationToken cancellationToken)
    {
        var path = LayerPath.Clean(entry.Name);
        if (path.Length == 0)
        {
            PlaceRoot(entry);
            return null;
        }
        var (parent, name) = (LayerPath.Parent(path), LayerPath.Name(path));
        if (path.StartsWith(LayerPath.AufsPrefix, StringComparison.Ordinal) && name != LayerPath.OpaqueMark)
            return null; // aufs's own files, which stand at the root of old layers
        if (parent.Split('/').Any(static part => part.StartsWith(LayerPath.WhiteoutPrefix, StringComparison.Ordinal)))
            throw new LayerException($"The layer's entry '{entry.Name}' is below a name that begins with '{LayerPath.WhiteoutPrefix}', which stands for a whiteout.");
        if (name.StartsWith(LayerPath.WhiteoutPrefix, StringComparison.Ordinal))
        {
            Whiteout(parent, name, entry, cancellationToken);
            return null;
        }
        OpenDirectory(parent, entry, cancellationToken);
        var digest = await PlaceAsync(path, entry, content, cancellationToken).ConfigureAwait(false);
        _target.Placed(parent, name);
        return digest;
    }

    /// <summary>Gives directories the modes and times that unpacking into them would have disturbed.</summary>
    internal void Finish()
    {
        // From the end: of entries for one directory the last counts, and what is inside comes before a mode that may lock us out.
        var finished = new HashSet<ulong>();
        for (var i = _directories.Count - 1; i >= 0; i--)
        {
            var (path, inode, mode, modified) = _directories[i];
            if (finished.Contains(inode))
                continue;
            // A later entry may have taken the place, or a link leads elsewhere now: then the directory is gone.
            if (_root.TryGetStatus(path, FinalLink.Keep) is not { Type: FileType.Directory } status || status.Inode != inode)
                continue;
            if (status.Mode != mode)
                _root.SetMode(path, mode, FinalLink.Keep);
            _root.SetTimes(path, modified, FinalLink.Keep);
            finished.Add(inode);
        }
    }

    public void Dispose()
    {
        _target.Dispose();
        _hash.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void PlaceRoot(TarEntry entry)
    {
        if (entry.Type != TarEntryType.Directory)
            throw new LayerException($"The layer's entry '{entry.Name}' makes the root a {entry.Type}.");
        FinishDirectory("", entry);
    }

    private void Whiteout(string parent, string name, TarEntry entry, CancellationToken cancellationToken)
    {
        var hidden = name[LayerPath.WhiteoutPrefix.Length..];
        if (name == LayerPath.OpaqueMark)
        {
            if (_target.NeedsParents)
                OpenDirectory(parent, entry, cancellationToken);
            _target.MakeOpaque(parent, cancellationToken);
            _knownDirectory = null;
            return;
        }
        if (name.StartsWith(LayerPath.AufsPrefix, StringComparison.Ordinal))
            return;
        if (hidden is "" or "." or "..")
            throw new LayerException($"The layer's whiteout '{entry.Name}' names nothing that could be hidden.");
        if (_target.NeedsParents)
            OpenDirectory(parent, entry, cancellationToken);
        _target.Hide(parent, hidden, cancellationToken);
        _knownDirectory = null;
    }

    /// <summary>Makes sure that a directory is there, links in the root followed; those that the layer does not name itself are made.</summary>
    private void OpenDirectory(string path, TarEntry entry, CancellationToken cancellationToken)
    {
        if (path.Length == 0 || path == _knownDirectory)
            return;
        if (_root.TryGetStatus(path, FinalLink.Follow) is not { Type: FileType.Directory })
        {
            OpenDirectory(LayerPath.Parent(path), entry, cancellationToken);
            var there = _root.TryGetStatus(path, FinalLink.Keep);
            if (there is { Type: FileType.SymbolicLink })
                throw new LayerException($"The layer's entry '{entry.Name}' is below the link '{path}', which leads to no directory of the image.");
            if (there is not null)
                _root.RemoveTree(path, cancellationToken);
            // What was there has hidden what is below.
            var implied = there is null ? _target.DescribeImplied(path) : LayerTarget.Plain(path);
            _root.CreateDirectory(path, WhileUnpacking);
            if (there is not null)
                _target.Cover(path);
            FinishDirectory(path, implied with { Name = path });
        }
        _knownDirectory = path;
    }

    private async ValueTask<Digest?> PlaceAsync(string path, TarEntry entry, Stream content, CancellationToken cancellationToken)
    {
        if (entry.Type == TarEntryType.HardLink && LayerPath.Clean(entry.LinkName) == path)
            throw new LayerException($"The layer's hard link '{entry.Name}' links to itself.");
        var there = _root.TryGetStatus(path, FinalLink.Keep);
        if (there is { Type: FileType.Directory } && entry.Type == TarEntryType.Directory)
        {
            _attributes.Clear(path, entry);
            FinishDirectory(path, entry);
            return null;
        }
        if (there is not null)
        {
            _root.RemoveTree(path, cancellationToken);
            _knownDirectory = null;
        }
        switch (entry.Type)
        {
            case TarEntryType.RegularFile:
                return await CreateFileAsync(path, entry, content, cancellationToken).ConfigureAwait(false);
            case TarEntryType.Directory:
                _root.CreateDirectory(path, WhileUnpacking);
                if (there is not null)
                    _target.Cover(path);
                FinishDirectory(path, entry);
                return null;
            case TarEntryType.HardLink:
                Link(path, entry, cancellationToken);
                return null;
            case TarEntryType.SymbolicLink:
                _root.CreateSymbolicLink(path, entry.LinkName);
                break;
            default:
                if (!TryCreateNode(path, entry))
                    return null;
                break;
        }
        FinishNode(path, entry);
        return null;
    }

    private async ValueTask<Digest> CreateFileAsync(string path, TarEntry entry, Stream content, CancellationToken cancellationToken)
    {
        using var file = _root.CreateFile(path, 0x180 /* 0600 */);
        var (position, written) = (0L, 0L);
        while (await content.ReadAsync(_buffer.AsMemory(0, BufferSize), cancellationToken).ConfigureAwait(false) is > 0 and var count)
        {
            var bytes = _buffer.AsMemory(0, count);
            _hash.AppendData(bytes.Span);
            // Zeros are left as a hole: sparse files stay sparse, and a layer of zeros does not fill the disk.
            if (bytes.Span.ContainsAnyExcept((byte)0))
            {
                Write(file, bytes.Span, position, path);
                written = position + count;
            }
            position += count;
        }
        if (written < position)
            RandomAccess.SetLength(file, position);
        // The owner first: changing it takes set-uid bits and capabilities away. Times last: everything else changes them.
        if (_options.Privileges != Privileges.LeftOut)
            LinuxFile.SetOwner(file, entry.UserId, entry.GroupId);
        LinuxFile.SetMode(file, entry.Mode);
        _attributes.Write(file, entry);
        LinuxFile.SetTimes(file, entry.Modified);
        return Digest.FromHash(HashAlgorithmName.SHA256, _hash.GetHashAndReset());
    }

    private static void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long position, string path)
    {
        try
        {
            RandomAccess.Write(file, bytes, position);
        }
        catch (IOException e)
        {
            throw new LayerException($"Cannot write '{path}' of the layer. {e.Message}", e);
        }
    }

    private void Link(string path, TarEntry entry, CancellationToken cancellationToken)
    {
        var file = LayerPath.Clean(entry.LinkName);
        var there = _root.TryGetStatus(file, FinalLink.Keep);
        if (there is null or { IsOverlayWhiteout: true })
        {
            if (_target.FindBelow(file) is not { } below)
                throw new LayerException($"The layer's hard link '{entry.Name}' links to '{entry.LinkName}', which is not there.");
            OpenDirectory(LayerPath.Parent(file), entry, cancellationToken);
            CopyUp(file, below, cancellationToken);
        }
        _root.CreateHardLink(path, file);
    }

    /// <summary>Brings a file of a layer below into this one, as overlayfs does when it is given another name.</summary>
    private void CopyUp(string path, LowerFile below, CancellationToken cancellationToken)
    {
        if (below.Status.Type != FileType.RegularFile)
            throw new LayerException($"The layer's hard link leads to '{path}', a {below.Status.Type} of a layer below; only regular files can be linked from there.");
        using var source = below.Root.OpenRead(path, FinalLink.Keep);
        using var file = _root.CreateFile(path, below.Status.Mode);
        FileCopy.Copy(source, file, below.Status.Size, cancellationToken);
        var entry = below.Describe(path);
        if (_options.Privileges != Privileges.LeftOut)
            LinuxFile.SetOwner(file, entry.UserId, entry.GroupId);
        LinuxFile.SetMode(file, entry.Mode);
        _attributes.Write(file, entry);
        LinuxFile.SetTimes(file, entry.Modified);
    }

    /// <summary>Creates a device node or FIFO; false where devices are left out.</summary>
    private bool TryCreateNode(string path, TarEntry entry)
    {
        if (entry.Type == TarEntryType.Fifo)
        {
            _root.CreateNode(path, FileType.Fifo, entry.Mode);
            return true;
        }
        if (entry is { Type: TarEntryType.CharacterDevice, Device: { Major: 0, Minor: 0 } })
            throw new LayerException($"The layer's entry '{entry.Name}' is the device 0:0, which overlays keep for whiteouts.");
        if (_options.Privileges != Privileges.Required)
        {
            _leftOutDevices.Add(path);
            return false;
        }
        _root.CreateNode(path, entry.Type == TarEntryType.BlockDevice ? FileType.BlockDevice : FileType.CharacterDevice, entry.Mode, entry.Device);
        return true;
    }

    private void FinishNode(string path, TarEntry entry)
    {
        if (_options.Privileges != Privileges.LeftOut)
            _root.SetOwner(path, entry.UserId, entry.GroupId, FinalLink.Keep);
        if (entry.Type != TarEntryType.SymbolicLink)
            _root.SetMode(path, entry.Mode, FinalLink.Keep);
        _attributes.Write(path, entry);
        _root.SetTimes(path, entry.Modified, FinalLink.Keep);
    }

    private void FinishDirectory(string path, TarEntry entry)
    {
        if (_options.Privileges != Privileges.LeftOut)
            _root.SetOwner(path, entry.UserId, entry.GroupId, FinalLink.Keep);
        _attributes.Write(path, entry);
        _directories.Add((path, _root.GetStatus(path, FinalLink.Keep).Inode, entry.Mode, entry.Modified));
    }
}
