// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Build.Tests;

/// <summary>A path that is, by turns and all the time, a folder and a link to another folder, until disposed.</summary>
internal sealed class SwappedFolder : IDisposable
{
    private readonly Thread _thread;
    private volatile bool _stop;

    /// <summary>Begins to swap.</summary>
    /// <param name="path">The folder, which exists.</param>
    /// <param name="target">What the link leads to.</param>
    public SwappedFolder(string path, string target)
    {
        var (folder, link) = (path + ".folder", path + ".link");
        File.CreateSymbolicLink(link, target);
        _thread = new(() =>
        {
            while (!_stop)
            {
                LinuxFile.Rename(path, folder);
                LinuxFile.Rename(link, path);
                Thread.SpinWait(200);
                LinuxFile.Rename(path, link);
                LinuxFile.Rename(folder, path);
                Swaps++;
            }
        });
        _thread.Start();
    }

    /// <summary>How many times it was both.</summary>
    public int Swaps { get; private set; }

    public void Dispose()
    {
        _stop = true;
        _thread.Join();
    }
}
