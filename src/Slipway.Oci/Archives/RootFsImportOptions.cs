// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci.Layers;

namespace Slipway.Oci;

/// <summary>What an image that is made of a root file system says of itself.</summary>
public sealed record RootFsImportOptions
{
    /// <summary>What it runs on.</summary>
    public required Platform Platform { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>A remark for the history. The default is none.</summary>
    public string? Comment { get; init; }

    /// <summary>How it is run. The default is Docker's PATH, and no command.</summary>
    public ContainerConfig Config { get; init; } = new() { Env = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"] };

    /// <summary>What the tar may be at most. The default is what any layer may be.</summary>
    public LayerLimits Limits { get; init; } = LayerLimits.Default;
}
