// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;

namespace Slipway.Build;

/// <summary>Writes a whole target to its outputs. A file appears under its name when it is complete.</summary>
internal sealed class OutputWriter(BuildServices services, TreeStore trees, BuildOptions options, StepReporter reporter)
{
    /// <summary>Writes a target's files to one output.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="platforms">Its platforms with their files; null where there are none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task WriteFilesAsync(BuildOutput output, IReadOnlyList<(Platform Platform, StepResult? Result)> platforms, CancellationToken cancellationToken)
    {
        switch (output)
        {
            case LocalOutput local:
                var splits = local.SplitsPlatforms ?? platforms.Count > 1;
                for (var index = 0; index < platforms.Count; index++)
                {
                    var (platform, result) = platforms[index];
                    // In one folder together, a platform's files aren't what the next one deletes.
                    var mode = splits || index == 0 ? local.Mode : LocalOutputMode.Copy;
                    await WriteFolderAsync(local with { Mode = mode }, splits ? FolderName(platform) : null, result, cancellationToken).ConfigureAwait(false);
                }
                break;
            case TarOutput tar:
                await WriteFileAsync(tar.File, stream => WriteTarAsync(stream, platforms, cancellationToken), cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    /// <summary>Writes a target's image to one output.</summary>
    public async Task WriteImageAsync(ImageOutput output, BuildTarget target, AssembledImage image, CancellationToken cancellationToken)
    {
        var names = OutputChecks.NamesOf(target, output);
        switch (output)
        {
            case ImageStoreOutput:
                await NameAsync(names, target, image, cancellationToken).ConfigureAwait(false);
                break;
            case OciOutput oci:
                await WriteArchiveAsync(oci.Path, oci.Form, names, image.Whole with { Annotations = image.ArchiveAnnotations ?? image.Whole.Annotations }, cancellationToken).ConfigureAwait(false);
                break;
            case DockerOutput docker:
                await WriteArchiveAsync(docker.Path, docker.Form, names, ForOneEngine(services.Store, image), cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    // All of them or none: once the first is given, nothing stops the others.
    private Task NameAsync(IReadOnlyList<ImageReference> names, BuildTarget target, AssembledImage image, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        IEnumerable<StoredReference> whole = names.Count > 0 ? names.Select(name => new StoredReference(name, image.Whole)) : [new(null, image.Whole)];
        var platforms = from named in target.PlatformNames
                        let own = image.Platforms.FirstOrDefault(own => own.Platform.Satisfies(named.Platform))
                        where own is not null
                        select new StoredReference(named.Name, own.Manifest);
        return services.Store.SetReferencesAsync([.. whole, .. platforms], CancellationToken.None);
    }

    /// <summary>What a Docker Engine takes of an image: its archive knows no index.</summary>
    /// <exception cref="StepException">None of its platforms is this machine's.</exception>
    public static Descriptor ForOneEngine(OciLayout store, AssembledImage image) => image.Platforms.Count == 1 ? image.Whole : store.ReadImage(image.Whole, Platform.Host)?.Manifest.Descriptor
        ?? throw new StepException($"the output type 'docker' takes one platform, and none of the target's is {Platform.Host}; use type=oci, or build for one")
        {
            Kind = BuildFailureKind.Definition,
        };

    private async Task WriteArchiveAsync(string? path, ArchiveForm form, IReadOnlyList<ImageReference> names, Descriptor image, CancellationToken cancellationToken)
    {
        var images = new[] { new ArchivedImage(image, names) };
        if (form == ArchiveForm.Tar)
        {
            await WriteFileAsync(path, stream => ImageArchiveWriter.WriteAsync(services.Store, images, stream, cancellationToken), cancellationToken).ConfigureAwait(false);
            return;
        }
        var archive = Path.GetTempFileName();
        try
        {
            await WriteFileAsync(archive, stream => ImageArchiveWriter.WriteAsync(services.Store, images, stream, cancellationToken), cancellationToken).ConfigureAwait(false);
            await UnpackAsync(archive, path!, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(archive);
        }
    }

    private static async Task UnpackAsync(string archive, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        using var root = RootedDirectory.Open(folder);
        var reader = new TarReader(File.OpenRead(archive), TarReaderOptions.Default);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadNextAsync(cancellationToken).ConfigureAwait(false) is { } entry)
            {
                if (entry.Type == TarEntryType.Directory)
                    continue;
                root.CreateDirectories(TreePath.Parent("/" + entry.Name), 0x1ED);
                if (root.TryGetStatus(entry.Name, FinalLink.Keep) is not null)
                    root.Remove(entry.Name);
                var file = new FileStream(root.CreateFile(entry.Name, 0x1A4), FileAccess.Write, 0);
                await using (file.ConfigureAwait(false))
                {
                    await reader.Content.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    private async Task WriteFolderAsync(LocalOutput local, string? below, StepResult? result, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(local.Folder);
        using var top = RootedDirectory.Open(local.Folder);
        if (below is not null)
            FolderExport.MakeFolder(top, below);
        var held = result is null || result.Tree.Count == 0 ? null : await HoldAsync(result, cancellationToken).ConfigureAwait(false);
        using var target = top.OpenRoot(below ?? "/", FinalLink.Keep);
        await Task.Run(() => FolderExport.Write(held?.View, target, local.Mode, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteTarAsync(Stream stream, IReadOnlyList<(Platform Platform, StepResult? Result)> platforms, CancellationToken cancellationToken)
    {
        var entries = new List<LayerEntry>();
        foreach (var (platform, result) in platforms)
        {
            if (result is null || result.Tree.Count == 0)
                continue;
            var held = await HoldAsync(result, cancellationToken).ConfigureAwait(false);
            var prefix = platforms.Count == 1 ? "" : FolderName(platform) + "/";
            entries.AddRange(LayerSource.FromDirectory(held.View.Root, LayerSourceOptions.Default).Select(entry => Below(prefix, entry)));
        }
        await LayerWriter.WriteAsync(stream, entries, new() { Compression = LayerCompression.None }, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HeldTree> HoldAsync(StepResult result, CancellationToken cancellationToken)
    {
        var held = await trees.HoldAsync(result, cancellationToken).ConfigureAwait(false);
        var leftOut = held.Snapshots.SelectMany(static snapshot => snapshot.LeftOutDevices).ToList();
        if (leftOut.Count > 0)
            reporter.Note($"without root the output lacks the image's devices {DeviceNodes.Show(leftOut)}");
        return held;
    }

    private static LayerEntry Below(string prefix, LayerEntry entry) => prefix.Length == 0 ? entry : entry with
    {
        Metadata = entry.Metadata with
        {
            Name = prefix + entry.Metadata.Name,
            LinkName = entry.Metadata.Type == TarEntryType.HardLink ? prefix + entry.Metadata.LinkName : entry.Metadata.LinkName,
        },
    };

    private static string FolderName(Platform platform) => platform.ToString().Replace('/', '_');

    private async Task WriteFileAsync(string? path, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        if (path is null)
        {
            var open = options.OpenStandardOutput
                ?? throw new StepException("the output goes to standard output, which is not to be written to here; name a file: dest=FILE") { Kind = BuildFailureKind.Definition };
            var output = open();
            await using (output.ConfigureAwait(false))
            {
                await write(output).ConfigureAwait(false);
            }
            return;
        }
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await WholeFile.WriteAsync(path, write, cancellationToken).ConfigureAwait(false);
    }
}
