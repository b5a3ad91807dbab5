// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>Takes everything away that there is of a container, in whatever state it is.</summary>
internal static class ContainerRemoval
{
    /// <summary>A control group for each container of each home: two homes may have containers of one name.</summary>
    internal static string CgroupOf(SlipwayHome home, string id)
    {
        const int enoughToTellHomesApart = 8;
        return $"/slipway/{Digest.Sha256(Encoding.UTF8.GetBytes(home.Root)).Hex[..enoughToTellHomesApart]}-{id}";
    }

    internal static async Task RemoveAsync(ContainerFolder folder, OciRuntime runtime, string cgroup, CancellationToken cancellationToken)
    {
        var record = ContainerRecords.Read(folder);
        var holder = record?.Holder;
        // The processes first, and by the control group as well: a runtime killed half-way may not know them. Where the first of them has ended, all that the
        // runtime has left to do is to forget it, which takes no call.
        if (record?.Process is { IsAlive: false })
            runtime.Forget(folder, cancellationToken);
        else
            await runtime.DeleteAsync(folder, cancellationToken).ConfigureAwait(false);
        CrashPoint.Pass("the runtime has forgotten it");
        await Cgroups.DeleteAsync(cgroup, cancellationToken).ConfigureAwait(false);
        CrashPoint.Pass("its control group is gone");
        await Conmon.RemoveAsync(folder, cgroup, cancellationToken).ConfigureAwait(false);
        if (holder is not null)
            await DescriptorHolder.EndAsync(holder).ConfigureAwait(false);
        MountedFolder.Delete(folder.Path, cancellationToken);
        CrashPoint.Pass("the run is gone");
    }
}
