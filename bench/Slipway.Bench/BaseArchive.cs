// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Bench;

/// <summary>The base that all builders stand on: a static busybox, as the archive that <c>docker save</c> makes.</summary>
internal sealed class BaseArchive : IDisposable
{
    private readonly TempFolder _folder = new();

    public string Path => _folder["base.tar"];

    /// <summary>Makes it under the name <c>bench/base:1</c>.</summary>
    public static async Task<BaseArchive> CreateAsync(CancellationToken cancellationToken)
    {
        var archive = new BaseArchive();
        var store = OciLayout.Open(archive._folder["store"]);
        await BusyboxImage.CreateAsync(store, "bench/base:1", new() { Cmd = ["/bin/sh"], Env = ["PATH=/bin"] }, "a page", cancellationToken);
        await TimedCommand.RunAsync(
            ["skopeo", "copy", $"oci:{store.Root}:docker.io/bench/base:1", $"docker-archive:{archive.Path}:bench/base:1"], new Dictionary<string, string>());
        return archive;
    }

    public void Dispose() => _folder.Dispose();
}
