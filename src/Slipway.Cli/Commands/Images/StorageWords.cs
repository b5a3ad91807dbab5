// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;

namespace Slipway.Cli.Commands.Images;

/// <summary>What people call the kinds of things that take room.</summary>
internal static class StorageWords
{
    /// <summary>The word for a kind.</summary>
    public static string Of(StorageKind kind) => kind switch
    {
        StorageKind.Images => "Images",
        StorageKind.Layers => "Cached layers",
        StorageKind.Snapshots => "Snapshots",
        StorageKind.Mounts => "Cache mounts",
        StorageKind.Sources => "Sources",
        StorageKind.Records => "Records",
        _ => "Leftovers",
    };
}
