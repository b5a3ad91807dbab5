// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Build;

/// <summary>What a <see cref="BuildEngine"/> stands on.</summary>
public sealed record BuildServices
{
    /// <summary>Where records, snapshots and mount caches are kept.</summary>
    public required SlipwayHome Home { get; init; }

    /// <summary>Where images are kept.</summary>
    public required OciLayout Store { get; init; }

    /// <summary>Where base images come from that the store lacks. Null refuses them.</summary>
    public IBaseImages? BaseImages { get; init; }

    /// <summary>Composes images from packages. Null refuses them.</summary>
    public IPackageImages? PackageImages { get; init; }

    /// <summary>Fetches what ADD names by address. Null refuses it.</summary>
    public IDownloads? Downloads { get; init; }

    /// <summary>The most bytes that are fetched of one address. The default is 16 GiB.</summary>
    public long MaxDownloadBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 16L << 30;

    /// <summary>How much may come out of an archive that ADD unpacks for what goes in. The default is what holds for layers.</summary>
    public LayerLimits ArchiveLimits { get; init; } = LayerLimits.Default;

    /// <summary>The file of hosts that git over ssh speaks to; every other is refused. The default is <c>~/.ssh/known_hosts</c>.</summary>
    public string KnownHosts { get; init; } = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".ssh", "known_hosts");

    /// <summary>Where caches are that registries keep. Null has none.</summary>
    public ICacheRegistries? Caches { get; init; }

    /// <summary>Sends images to registries. Null refuses outputs that are pushed.</summary>
    public IRegistryPushes? Registries { get; init; }

    /// <summary>Where the Docker Engine is that images are handed to, as DOCKER_HOST has it. <c>context://NAME</c> stands for a context of Docker's that names none. The default is Docker's own, <c>unix:///var/run/docker.sock</c>.</summary>
    public string DockerHost { get; init; } = "unix:///var/run/docker.sock";

    /// <summary>Whether programs of other platforms run. The default is this machine's.</summary>
    public Emulation Emulation { get; init; } = Emulation.OfThisMachine;

    /// <summary>The clock. The default is the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The file trees of steps and unpacked layers, in the home.</summary>
    internal SnapshotStore Snapshots => field ??= new(Home, Time);
}
