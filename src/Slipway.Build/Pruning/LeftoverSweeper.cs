// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Takes away what killed processes left in a home: trees in the making, mounts, and what a killed prune had put aside.</summary>
internal sealed class LeftoverSweeper(SlipwayHome home)
{
    /// <summary>Sweeps.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        await LeftoverSweep.RunAsync(home, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        foreach (var kind in Folders(home.Cache))
            foreach (var folder in Path.GetFileName(kind) == "mounts" ? Folders(kind) : [kind])
                foreach (var path in Directory.EnumerateFileSystemEntries(folder, "*.gone").ToList())
                    LinuxFile.RemoveTree(path, cancellationToken);
    }

    private static string[] Folders(string path) => Directory.Exists(path) ? Directory.GetDirectories(path) : [];
}
