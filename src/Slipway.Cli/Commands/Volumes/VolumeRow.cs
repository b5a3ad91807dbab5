// SPDX-License-Identifier: Apache-2.0
using Slipway.Cli.Listings;
using Slipway.Cli.Templates;
using Slipway.Containers;

namespace Slipway.Cli.Commands.Volumes;

/// <summary>A volume as <c>slipway volume</c> shows it.</summary>
internal sealed record VolumeRow
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Where its files are.</summary>
    public required string Mountpoint { get; init; }

    /// <summary>Its labels.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>Whether nobody gave it a name.</summary>
    public required bool IsNameless { get; init; }

    /// <summary>The containers that it is a mount of.</summary>
    public required IReadOnlyList<string> Containers { get; init; }

    /// <summary>The headings of the fields.</summary>
    public static TemplateRecord Headings { get; } = Listing.Headings(("Name", "VOLUME NAME"), ("Driver", "DRIVER"), ("Mountpoint", "MOUNTPOINT"), ("Labels", "LABELS"), ("Scope", "SCOPE"), ("Containers", "CONTAINERS"));

    /// <summary>The line of a volume.</summary>
    public static VolumeRow Of(Volume volume, VolumeStore volumes) => new()
    {
        Name = volume.Name,
        CreatedAt = volume.CreatedAt,
        Mountpoint = volumes.DataOf(volume.Name),
        Labels = volume.Labels,
        IsNameless = volume.IsNameless,
        Containers = volumes.UsersOf(volume.Name),
    };

    /// <summary>The fields as Docker shows them, and Containers.</summary>
    public TemplateRecord ToFields() => Listing.Row(
        ("Name", Name), ("Driver", "local"), ("Mountpoint", Mountpoint), ("Labels", string.Join(',', Labels.Select(static label => $"{label.Key}={label.Value}"))), ("Scope", "local"),
        ("Containers", string.Join(',', Containers)));
}
