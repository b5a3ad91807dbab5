// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Native;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Tests;

/// <summary>A layer in memory, and the ways there and back.</summary>
internal sealed record TestLayer(byte[] Blob, Descriptor Descriptor, DiffId DiffId)
{
    internal static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A layer of exactly these tar entries, however wrong they are; "text" becomes the content of files.</summary>
    internal static async Task<TestLayer> OfEntriesAsync(params (TarEntry Entry, string Content)[] entries)
    {
        var tar = await TarArchive.WriteAsync([.. entries.Select(one => (one.Entry, Encoding.UTF8.GetBytes(one.Content)))]);
        return new(tar, Descriptor.Of(MediaTypes.LayerTar, tar), new(Digest.Sha256(tar)));
    }

    /// <summary>A layer of a directory.</summary>
    internal static async Task<(TestLayer Layer, WrittenLayer Written)> OfDirectoryAsync(string path, LayerOptions? options = null)
    {
        using var root = RootedDirectory.Open(path);
        return await WriteAsync(LayerSource.FromDirectory(root, LayerSourceOptions.Default), options);
    }

    /// <summary>A layer of an overlay's upper directory.</summary>
    internal static async Task<(TestLayer Layer, WrittenLayer Written)> OfUpperAsync(string path, LayerOptions? options = null)
    {
        using var root = RootedDirectory.Open(path);
        return await WriteAsync(LayerSource.FromOverlayUpper(root, LayerSourceOptions.Default), options);
    }

    internal static async Task<(TestLayer Layer, WrittenLayer Written)> WriteAsync(IEnumerable<LayerEntry> entries, LayerOptions? options = null)
    {
        var blob = new MemoryStream();
        var written = await LayerWriter.WriteAsync(blob, entries, options ?? LayerOptions.Default with { Times = LayerTimes.Nanoseconds }, Cancellation);
        written.Descriptor.ShouldBe(Descriptor.Of(written.Descriptor.MediaType, blob.ToArray()));
        return (new(blob.ToArray(), written.Descriptor, written.DiffId), written);
    }

    internal Task<AppliedLayer> ApplyAsync(string target, LayerApplyOptions? options = null)
    {
        Directory.CreateDirectory(target);
        return LayerApplier.ApplyAsync(new MemoryStream(Blob), Descriptor, DiffId, target, options ?? LayerApplyOptions.Default, Cancellation);
    }

    internal Task<AppliedLayer> IndexAsync() =>
        LayerApplier.IndexAsync(new MemoryStream(Blob), Descriptor, DiffId, LayerLimits.Default, Cancellation);

    internal async Task<List<string>> NamesAsync()
    {
        var names = new List<string>();
        await using var reader = await LayerReader.OpenAsync(new MemoryStream(Blob), Descriptor, DiffId, LayerLimits.Default, Cancellation);
        while (await reader.ReadNextAsync(Cancellation) is { } entry)
            names.Add(entry.Name);
        return names;
    }
}
