// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Building;

/// <summary>The ID of a built image: what the next command knows it by.</summary>
internal static class ImageIdentifier
{
    /// <summary>The digest of the manifest or index; of one that went to a Docker Engine the configuration's, which is the ID in its classic image store.</summary>
    public static string Of(TargetResult built, OciLayout store) =>
        built.Target.Outputs.OfType<DockerEngineOutput>().Any() && ConfigOf(built, store) is { } config ? config.ToString() : built.Image!.Digest.ToString();

    /// <summary>The digest of the configuration of this machine's platform, or of the only one; null where there is neither.</summary>
    public static Digest? ConfigOf(TargetResult built, OciLayout store)
    {
        var own = built.Platforms.Count == 1 ? built.Platforms[0] : built.Platforms.FirstOrDefault(static platform => platform.Platform.Satisfies(Platform.Host));
        return own is null ? null : store.ReadManifest(own.Manifest).Image?.Config.Digest;
    }
}
