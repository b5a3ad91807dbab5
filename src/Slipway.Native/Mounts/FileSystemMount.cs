// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Slipway.Native;

/// <summary>Mounts and unmounts in this process's mount namespace. Needs CAP_SYS_ADMIN.</summary>
/// <remarks>Targets are our own paths: the last component is never followed when unmounting, but earlier ones are.</remarks>
public static partial class FileSystemMount
{
    private const nuint BindFlag = 0x1000, RemountFlag = 0x20, PrivateFlag = 0x40000, DependentFlag = 0x80000, RecursiveFlag = 0x4000;
    private const int DetachFlag = 2, NoFollowFlag = 8;
    private const int BusyErrno = 16, NotMountedErrno = 22, MissingErrno = 2;

    /// <summary>Mounts a file system of <paramref name="type"/> on the directory <paramref name="target"/>.</summary>
    /// <param name="type">The kernel's name of the file system: "tmpfs", "overlay".</param>
    /// <param name="source">What is mounted; file systems without a device take any word.</param>
    /// <param name="target">An existing directory.</param>
    /// <param name="access">What the mount allows.</param>
    /// <param name="data">The file system's own options, "size=1m,mode=0700"; null for none.</param>
    /// <exception cref="NativeException">The system refused.</exception>
    public static void Mount(string type, string source, string target, MountAccess access, string? data) =>
        Call(source, target, type, (nuint)access, data, $"Cannot mount {type} on '{target}'");

    /// <summary>Makes the file or directory <paramref name="source"/> visible at <paramref name="target"/> as well.</summary>
    /// <param name="source">An existing file or directory.</param>
    /// <param name="target">An existing file, if the source is one, else an existing directory.</param>
    /// <param name="access">What the new mount allows; the old one stays as it is.</param>
    /// <exception cref="NativeException">The system refused.</exception>
    public static void Bind(string source, string target, MountAccess access)
    {
        Call(source, target, null, BindFlag, null, $"Cannot bind '{source}' to '{target}'");
        if (access == MountAccess.None)
            return;
        // The kernel takes no flags with the bind itself.
        Call(source, target, null, BindFlag | RemountFlag | (nuint)access, null, $"Cannot limit the mount '{target}' to {access}");
    }

    /// <summary>Keeps mounts made below <paramref name="target"/> from appearing in other mount namespaces, and the other way round.</summary>
    /// <exception cref="NativeException">The target is no mount, or the system refused.</exception>
    public static void MakePrivate(string target) =>
        Call("none", target, null, PrivateFlag | RecursiveFlag, null, $"Cannot make the mount '{target}' private");

    /// <summary>Keeps mounts made below <paramref name="target"/> from appearing in other mount namespaces; those made there still appear here, where they did before.</summary>
    /// <exception cref="NativeException">The target is no mount, or the system refused.</exception>
    public static void MakeDependent(string target) =>
        Call("none", target, null, DependentFlag | RecursiveFlag, null, $"Cannot make the mount '{target}' dependent");

    /// <summary>Unmounts the top mount of <paramref name="target"/>. One still in use goes at once from view, and when the last user is gone.</summary>
    /// <returns>False if nothing was mounted there.</returns>
    /// <exception cref="NativeException">The system refused.</exception>
    public static bool Unmount(string target)
    {
        if (UnmountCore(target, NoFollowFlag) == 0)
            return true;
        var errno = Marshal.GetLastPInvokeError();
        if (errno == BusyErrno)
        {
            if (UnmountCore(target, NoFollowFlag | DetachFlag) == 0)
                return true;
            errno = Marshal.GetLastPInvokeError();
        }
        if (errno is NotMountedErrno or MissingErrno)
            return false;
        throw new NativeException($"Cannot unmount '{target}'", errno);
    }

    private static void Call(string source, string target, string? type, nuint flags, string? data, string action)
    {
        if (MountCore(source, target, type, flags, data) != 0)
            throw NativeException.FromLastError(action);
    }

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MountCore(string source, string target, string? type, nuint flags, string? data);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnmountCore(string target, int flags);
}
