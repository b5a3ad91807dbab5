// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Packages;

/// <summary>Makes an image of one static program, busybox, with a link for each of its applets and as little else as a system needs.</summary>
public static class BusyboxBase
{
    /// <summary>Makes the image and gives it its name in the store.</summary>
    /// <param name="request">Its platform and name.</param>
    /// <param name="store">Where it goes.</param>
    /// <param name="progress">Is told what is being done, in lines; nobody where null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="BaseImageException">It can't be made: packages are to be included, or it is for another machine.</exception>
    /// <exception cref="ExecutionException">busybox isn't installed; the message names the package.</exception>
    public static async Task<BaseImage> MakeAsync(BaseImageRequest request, OciLayout store, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(store);
        if (request.Include.Count > 0)
            throw new BaseImageException($"The base 'busybox' is one program and takes no packages; {string.Join(", ", request.Include)} can be included in a Debian base.");
        if (!request.Platform.Satisfies(Platform.Host))
            throw new BaseImageException($"Cannot make the base 'busybox' for {request.Platform} on {Platform.Host}: the program is taken from this machine's packages.");
        using var program = await BusyboxProgram.FindAsync(progress, cancellationToken).ConfigureAwait(false);
        var applets = await new Command(program.Path, ["--list-full"]).RunAsync(cancellationToken).ConfigureAwait(false);
        var paths = applets.EnsureSuccess().OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static path => path.Trim('/'));
        var status = LinuxFile.GetStatus(program.Path, FinalLink.Follow);
        var time = status.Modified.WholeSeconds;
        progress?.Report("writing the layer");
        var layer = await LayerWriter.WriteAsync(store, BusyboxTree.Create(program.Path, status.Size, time, paths), LayerOptions.Default, cancellationToken).ConfigureAwait(false);
        var image = WriteImage(store, request.Platform, layer, time.ToDateTimeOffset());
        var name = request.EffectiveName;
        if (name is null)
            await store.KeepAsync(image, cancellationToken).ConfigureAwait(false);
        else
            await store.SetReferenceAsync(name, image, cancellationToken).ConfigureAwait(false);
        return new(image, name, layer.DiffId, layer.FileBytes, layer.Descriptor.Size);
    }

    private static Descriptor WriteImage(OciLayout store, Platform platform, WrittenLayer layer, DateTimeOffset time)
    {
        var config = new ImageConfig
        {
            Created = time,
            Architecture = platform.Architecture,
            Variant = platform.Variant,
            Os = platform.Os,
            Config = new() { Env = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"], Cmd = ["sh"] },
            Rootfs = new() { DiffIds = [layer.DiffId] },
            History = [new() { Created = time, CreatedBy = "slipway base busybox" }],
        };
        return store.WriteManifest(ManifestBlob.Create(new ImageManifest { Config = store.WriteBlob(MediaTypes.Config, config.ToBytes()), Layers = [layer.Descriptor] }));
    }
}
