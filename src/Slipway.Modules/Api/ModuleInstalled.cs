// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>The answer to an installation that succeeded.</summary>
public sealed record ModuleInstalled
{
    /// <summary>A sentence for people.</summary>
    public required string Message { get; init; }

    /// <summary>The module.</summary>
    public required string ModuleName { get; init; }

    /// <summary>How it is: <c>running</c>.</summary>
    public required string Status { get; init; }

    /// <summary>What came of the request.</summary>
    public ModuleOutcome Outcome { get; init; }

    /// <summary>The digest of the image's manifest that runs.</summary>
    public string? ImageDigest { get; init; }

    /// <summary>Its published ports, <c>host:container</c>, on 127.0.0.1.</summary>
    public IReadOnlyList<string> Ports { get; init; } = [];
}
