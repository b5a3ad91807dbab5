// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>How a fleet file is drafted for a tree of Dockerfiles.</summary>
public sealed record FleetDraftOptions
{
    /// <summary>The absolute folder that Dockerfiles are looked for in.</summary>
    public required string Folder { get; init; }

    /// <summary>The absolute folder that the file will lie in, which its paths start from; null, the default, is <see cref="Folder"/>.</summary>
    public string? FileFolder { get; init; }

    /// <summary>How deep folders are looked into. The default is 8.</summary>
    public int MaxDepth { get; init; } = 8;

    /// <summary>The most folders that are looked into; past it the rest is left out, which is told. The default is 20 000.</summary>
    public int MaxFolders { get; init; } = 20_000;

    /// <summary>The most images; past it the rest is left out, which is told. The default is 500.</summary>
    public int MaxImages { get; init; } = 500;
}
