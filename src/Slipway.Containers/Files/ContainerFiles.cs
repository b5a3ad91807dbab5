// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Containers;

/// <summary>The files of a container by hand, running or not, seen from outside: what it changed of its image's, and all of them together. No link in them leads out.</summary>
public sealed class ContainerFiles : IDisposable
{
    private readonly SlipwayHome _home;
    private readonly ContainerDefinition _definition;
    private readonly ImageRoot _image;
    private readonly string _upper;

    private ContainerFiles(SlipwayHome home, ContainerDefinition definition, ImageRoot image)
    {
        (_home, _definition, _image) = (home, definition, image);
        _upper = new ContainerCatalog(home).Of(definition.Id).Upper;
    }

    /// <summary>Holds the files of a container: its image stays as long as this lives.</summary>
    /// <param name="home">Its home.</param>
    /// <param name="time">The clock.</param>
    /// <param name="definition">Which.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ContainerException">Its image isn't there any more.</exception>
    public static async Task<ContainerFiles> OpenAsync(SlipwayHome home, TimeProvider time, ContainerDefinition definition, CancellationToken cancellationToken) =>
        new(home, definition, await ContainerImage.OpenAsync(OciLayout.Open(home.Store), new SnapshotStore(home, time), definition, cancellationToken).ConfigureAwait(false));

    /// <summary>What a container has changed, in bytes of the files it wrote; no image is asked.</summary>
    public static long MeasureChanges(SlipwayHome home, string id)
    {
        try
        {
            using var upper = RootedDirectory.Open(new ContainerCatalog(home).Of(id).Upper);
            return Measure(upper, "", []);
        }
        catch (NativeException)
        {
            // It is being taken away.
            return 0;
        }
    }

    /// <summary>What it has otherwise than its image, in the order of paths. Mounts are not looked at.</summary>
    public IReadOnlyList<FileChange> ReadChanges(CancellationToken cancellationToken)
    {
        using var mounted = _image.FileSystem.Mount(_home);
        using var lower = RootedDirectory.Open(mounted.Path);
        using var upper = RootedDirectory.Open(_upper);
        return new ChangeReader(upper, lower).Read(cancellationToken);
    }

    /// <summary>Writes what it changed as a layer of the store, as builds write theirs.</summary>
    /// <exception cref="LayerException">It holds what no layer can.</exception>
    public async Task<WrittenLayer> WriteLayerAsync(OciLayout store, LayerOptions options, CancellationToken cancellationToken)
    {
        using var upper = RootedDirectory.Open(_upper);
        return await LayerWriter.WriteAsync(store, LayerSource.FromOverlayUpper(upper, LayerSourceOptions.Default), options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes all its files as one tar, without what is mounted into it.</summary>
    /// <exception cref="LayerException">It holds what no archive can.</exception>
    public async Task ExportAsync(Stream output, CancellationToken cancellationToken)
    {
        using var mounted = (_image.FileSystem with { Upper = _upper }).Mount(_home);
        using var root = RootedDirectory.Open(mounted.Path);
        await LayerWriter.WriteAsync(output, LayerSource.FromDirectory(root, LayerSourceOptions.Default), new() { Compression = LayerCompression.None }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Its files as it sees them, to read and write, with its volumes and binds; as long as it lives a container that didn't run can't be started. Of one that runs they are what its program
    /// sees, memory included.
    /// </summary>
    /// <exception cref="ContainerException">A container that doesn't run is being started or looked at by another.</exception>
    public ContainerTree OpenTree() => ContainerTree.Open(_home, _definition, _image.FileSystem);

    /// <inheritdoc/>
    public void Dispose() => _image.Dispose();

    private static long Measure(RootedDirectory root, string folder, HashSet<ulong> seen)
    {
        var bytes = 0L;
        foreach (var (name, status) in root.ListStatus(folder, FinalLink.Keep))
        {
            if (status.Type == FileType.Directory)
                bytes += Measure(root, folder.Length == 0 ? name : $"{folder}/{name}", seen);
            else if (status.Type is FileType.RegularFile && (status.LinkCount == 1 || seen.Add(status.Inode)))
                bytes += status.Size;
        }
        return bytes;
    }
}
