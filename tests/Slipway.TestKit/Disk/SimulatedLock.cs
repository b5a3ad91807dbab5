// SPDX-License-Identifier: Apache-2.0
namespace Slipway.TestKit;

/// <summary>A lock that a process of a <see cref="SimulatedDisk"/> holds.</summary>
internal sealed class SimulatedLock(SimulatedDisk disk, string path, object taken) : IDisposable
{
    public void Dispose() => disk.Unlock(path, taken);
}
