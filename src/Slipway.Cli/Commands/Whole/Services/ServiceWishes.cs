// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli.Commands.Whole.Services;

/// <summary>How services are brought up.</summary>
internal sealed record ServiceWishes
{
    /// <summary>Whether images are built.</summary>
    public required bool Builds { get; init; }

    /// <summary>Whether containers are made anew that did not change.</summary>
    public required bool MakesAnew { get; init; }

    /// <summary>Whether containers go whose services are in the file no more.</summary>
    public required bool RemovesOrphans { get; init; }

    /// <summary>How long is waited for each service; without end where it is <see cref="Timeout.InfiniteTimeSpan"/>.</summary>
    public required TimeSpan WaitsAtMost { get; init; }

    /// <summary>The profiles of services that come as well.</summary>
    public required IReadOnlyList<string> Profiles { get; init; }

    /// <summary>Values of variables that win over the environment's.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Settings of what is built, as Bake's.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>The project's name; null is the file's.</summary>
    public required string? Project { get; init; }
}
