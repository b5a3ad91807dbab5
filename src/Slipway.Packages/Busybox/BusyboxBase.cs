// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Packages;

/// <summary>Makes an image of one static program, busybox, with a link for each of its applets and as little else as a system needs.</summary>
internal static class BusyboxBase
{
    public static async Task<BaseImage> MakeAsync(BaseImageRequest request, OciLayout store, IProgress<string>? progress, CancellationToken cancellationToken)
    {
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
        var record = BaseRecord.Write(store, request, layer, time.ToDateTimeOffset(), ["sh"], []);
        return await record.ToImageAsync(request, store, isReused: false, cancellationToken).ConfigureAwait(false);
    }
}
