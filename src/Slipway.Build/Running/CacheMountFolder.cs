// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Dockerfile;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>A folder of a cache mount, held for one step. Its id never is a path: what is on disk is named by the id's digest.</summary>
internal sealed class CacheMountFolder : IDisposable
{
    private readonly FileLock _lock;

    private CacheMountFolder(string path, FileLock held) => (Path, _lock) = (path, held);

    /// <summary>The absolute path of the folder.</summary>
    public string Path { get; }

    /// <summary>Takes the folder of a mount: with others, alone, or one of its own, as the mount says.</summary>
    /// <param name="mounts">Where cache mounts are kept.</param>
    /// <param name="mount">The mount.</param>
    /// <param name="fill">Puts what a new folder begins with into it; null leaves it empty.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<CacheMountFolder> TakeAsync(string mounts, CacheStepMount mount, Func<string, Task>? fill, CancellationToken cancellationToken)
    {
        var parent = System.IO.Path.Combine(mounts, Digest.Sha256(Encoding.UTF8.GetBytes(mount.Id)).Hex);
        Directory.CreateDirectory(parent);
        for (var number = 0; ; number++)
        {
            var path = System.IO.Path.Combine(parent, $"{number}");
            var held = mount.Mount.Sharing switch
            {
                CacheSharing.Shared => await FileLock.AcquireAsync(path + ".lock", FileLockMode.Shared, cancellationToken).ConfigureAwait(false),
                CacheSharing.Locked => await FileLock.AcquireAsync(path + ".lock", FileLockMode.Exclusive, cancellationToken).ConfigureAwait(false),
                _ => FileLock.TryAcquire(path + ".lock", FileLockMode.Exclusive),
            };
            if (held is null)
                continue;
            LastUse.Touch(held.Path);
            try
            {
                await MakeAsync(path, mount.Mount, fill).ConfigureAwait(false);
                return new(path, held);
            }
            catch
            {
                held.Dispose();
                throw;
            }
        }
    }

    public void Dispose() => _lock.Dispose();

    private static async Task MakeAsync(string path, RunCacheMount mount, Func<string, Task>? fill)
    {
        if (Directory.Exists(path))
            return;
        // Made beside and renamed, so that nobody sees it half filled or with another owner than it should have.
        var beside = $"{path}.{Guid.NewGuid():N}";
        LinuxFile.CreateDirectory(beside, 0x1C0);
        try
        {
            if (fill is not null)
                await fill(beside).ConfigureAwait(false);
            LinuxFile.SetOwner(beside, mount.Uid, mount.Gid);
            LinuxFile.SetMode(beside, mount.Mode);
            if (!Directory.Exists(path))
                Directory.Move(beside, path);
        }
        catch (IOException) when (Directory.Exists(path))
        {
            // Another step made it meanwhile.
        }
        finally
        {
            LinuxFile.RemoveTree(beside);
        }
    }
}
