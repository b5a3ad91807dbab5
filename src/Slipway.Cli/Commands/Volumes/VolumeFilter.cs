// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli.Commands.Volumes;

/// <summary>What <c>--filter</c> asks of volumes.</summary>
internal static class VolumeFilter
{
    /// <summary>Whether a volume passes.</summary>
    /// <exception cref="CommandException">The filter's value is none.</exception>
    public static bool Match(VolumeRow volume, FilterWord filter) => filter.Key switch
    {
        "name" => volume.Name.Contains(filter.Value, StringComparison.Ordinal),
        "label" => filter.Value.Split('=', 2) is var parts && volume.Labels.TryGetValue(parts[0], out var value) && (parts.Length == 1 || value == parts[1]),
        _ => filter.Value switch
        {
            "true" or "1" => volume.Containers.Count == 0,
            "false" or "0" => volume.Containers.Count > 0,
            _ => throw CommandException.Usage($"dangling={filter.Value} is neither true nor false."),
        },
    };
}
