// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using Slipway.Oci;

namespace Slipway.TestKit;

/// <summary>A process that uses a <see cref="SimulatedDisk"/>. Between two things that it does others get their turns.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The semaphore holds nothing that needs giving back.")]
public sealed class SimulatedProcess
{
    private readonly SemaphoreSlim _turn = new(0);

    internal SimulatedProcess(SimulatedDisk disk, int? killedAt) => (Disk, EffectsLeft) = (disk, killedAt ?? int.MaxValue);

    /// <summary>The disk it uses.</summary>
    public SimulatedDisk Disk { get; }

    internal int EffectsLeft { get; set; }

    internal bool IsWaiting { get; set; }

    internal bool IsDead { get; private set; }

    /// <summary>The files below a folder of the disk.</summary>
    /// <param name="folder">The path of the folder from the disk's root; made, durably.</param>
    public IBlobFiles FilesOf(string folder) => new SimulatedFiles(this, folder);

    /// <summary>Does something beside the disk that a schedule should try: others may have their turns before it, and the process or the power may end there.</summary>
    public void Act() => Disk.Turn(this, isEffect: true);

    internal ProcessEndedException Die()
    {
        IsDead = true;
        return new();
    }

    internal void GoOn() => _turn.Release();

    internal void AwaitTurn() => _turn.Wait();
}
