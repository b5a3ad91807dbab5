// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Native;

/// <summary>
/// Mounts overlays of up to 500 lower directories with paths of any length. The option string of mount(2) is one page, so lowers are handed over
/// one by one where the kernel can (6.8), and otherwise as numbers of open directories, which are short. Below the machine's first user namespace
/// overlays keep their notes in user.overlay attributes, not in trusted.overlay ones.
/// </summary>
public static partial class OverlayMount
{
    private const int SetString = 1, SetFlag = 0, Create = 6;
    private const int MaxValueBytes = 255;
    private const nint FsOpen = 430, FsConfig = 431, FsMount = 432, MoveMount = 429;
    private const int EmptyPath = 4, CloseOnExec = 1, CurrentFolder = -100;
    private const int InvalidErrno = 22, NotImplementedErrno = 38;

    // Upper directories must stand alone: no redirects and no metadata-only copies, whatever the host's defaults are. Nor are redirects in
    // lower directories followed: what wrote them may be an image.
    private static readonly string[] FixedOptions = ["redirect_dir=nofollow", "metacopy=off", "index=off"];

    /// <summary>Mounts the overlay on the directory <paramref name="target"/>, private to this mount namespace.</summary>
    /// <exception cref="ArgumentException">The options don't make an overlay.</exception>
    /// <exception cref="NativeException">The system refused.</exception>
    public static void Mount(string target, OverlayOptions options)
    {
        options.Validate();
        if (!TryMountByContext(target, options))
            MountByNumbers(target, options);
        FileSystemMount.MakePrivate(target);
    }

    // fsopen and friends. False where the kernel lacks them or the option "lowerdir+".
    private static bool TryMountByContext(string target, OverlayOptions options)
    {
        using var type = new Utf8("overlay");
        var opened = Call(FsOpen, type.Pointer, CloseOnExec, 0, 0, 0);
        if (opened < 0)
            return Marshal.GetLastPInvokeError() == NotImplementedErrno ? false : throw Refused(target);
        using var context = new SafeFileHandle(opened, ownsHandle: true);
        foreach (var lower in options.Lowers)
        {
            if (TrySetPath(context, "lowerdir+", lower, out var errno))
                continue;
            if (errno == InvalidErrno && ReferenceEquals(lower, options.Lowers[0]) && Directory.Exists(lower))
                return false;
            throw Refused(context, $"Cannot use '{lower}' as a lower directory of the overlay '{target}'", errno);
        }
        if (options.Upper is not null && !TrySetPath(context, "upperdir", options.Upper, out var upperErrno))
            throw Refused(context, $"Cannot use '{options.Upper}' as the upper directory of the overlay '{target}'", upperErrno);
        if (options.Work is not null && !TrySetPath(context, "workdir", options.Work, out var workErrno))
            throw Refused(context, $"Cannot use '{options.Work}' as the work directory of the overlay '{target}'", workErrno);
        foreach (var option in FixedOptions)
        {
            var (key, value) = (option[..option.IndexOf('=')], option[(option.IndexOf('=') + 1)..]);
            Require(TryConfigure(context, SetString, key, value, out var errno), context, target, errno);
        }
        foreach (var flag in Flags(options))
            Require(TryConfigure(context, SetFlag, flag, null, out var errno), context, target, errno);
        Require(TryConfigure(context, Create, null, null, out var createErrno), context, target, createErrno);

        var mounted = Call(FsMount, context.DangerousGetHandle(), CloseOnExec, 0, 0, 0);
        if (mounted < 0)
            throw Refused(target);
        using var mount = new SafeFileHandle(mounted, ownsHandle: true);
        using var empty = new Utf8("");
        using var path = new Utf8(target);
        if (Call(MoveMount, mount.DangerousGetHandle(), empty.Pointer, CurrentFolder, path.Pointer, EmptyPath) < 0)
            throw Refused(target);
        return true;
    }

    // A value of the context is 255 bytes at most, and upperdir unescapes backslashes; the link of an open directory avoids both.
    private static bool TrySetPath(SafeFileHandle context, string key, string path, out int errno)
    {
        if (Encoding.UTF8.GetByteCount(path) <= MaxValueBytes && !path.Contains('\\'))
            return TryConfigure(context, SetString, key, path, out errno);
        using var folder = OpenFolder(path);
        return TryConfigure(context, SetString, key, $"/proc/self/fd/{folder.DangerousGetHandle()}", out errno);
    }

    /// <summary>The way for kernels before 6.8: mount(2) from a thread whose working folder is the list of open directories.</summary>
    internal static void MountByNumbers(string target, OverlayOptions options)
    {
        var folders = new List<SafeFileHandle>();
        try
        {
            string Number(string path)
            {
                folders.Add(OpenFolder(path));
                return folders[^1].DangerousGetHandle().ToString();
            }

            var data = new StringBuilder("lowerdir=").AppendJoin(':', options.Lowers.Select(Number));
            if (options.Upper is not null)
                data.Append(",upperdir=").Append(Number(options.Upper)).Append(",workdir=").Append(Number(options.Work!));
            foreach (var option in FixedOptions)
                data.Append(',').Append(option);
            foreach (var flag in Flags(options))
                data.Append(',').Append(flag);
            OnOwnThread.Run(() => MountFromDescriptors(Path.GetFullPath(target), data.ToString()));
        }
        finally
        {
            foreach (var folder in folders)
                folder.Dispose();
        }
    }

    private static IEnumerable<string> Flags(OverlayOptions options)
    {
        // The kernel refuses "volatile" without an upper directory; there it has no meaning.
        if (options is { Upper: not null, Durability: OverlayDurability.Volatile })
            yield return "volatile";
        // Where nobody can set trusted attributes, the kernel keeps its notes in the users'.
        if (!UserNamespace.IsInitial)
            yield return "userxattr";
    }

    private static void MountFromDescriptors(string target, string data)
    {
        const int fileSystemState = 0x200;
        if (Unshare(fileSystemState) != 0)
            throw NativeException.FromLastError("Cannot give a thread a working folder of its own");
        if (ChangeFolder("/proc/self/fd") != 0)
            throw NativeException.FromLastError("Cannot enter '/proc/self/fd'");
        FileSystemMount.Mount("overlay", "overlay", target, MountAccess.None, data);
    }

    private static SafeFileHandle OpenFolder(string path)
    {
        const int pathOnly = 0x200000, directory = 0x10000, directoryArm64 = 0x4000, closeOnExec = 0x80000;
        var isDirectory = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? directoryArm64 : directory;
        var descriptor = Open(path, pathOnly | isDirectory | closeOnExec, 0);
        return descriptor >= 0 ? new(descriptor, ownsHandle: true) : throw NativeException.FromLastError($"Cannot open the directory '{path}'");
    }

    private static bool TryConfigure(SafeFileHandle context, int command, string? key, string? value, out int errno)
    {
        using var keyBytes = new Utf8(key);
        using var valueBytes = new Utf8(value);
        var result = Call(FsConfig, context.DangerousGetHandle(), command, keyBytes.Pointer, valueBytes.Pointer, 0);
        errno = result < 0 ? Marshal.GetLastPInvokeError() : 0;
        return result >= 0;
    }

    private static void Require(bool done, SafeFileHandle context, string target, int errno)
    {
        if (!done)
            throw Refused(context, $"Cannot mount overlay on '{target}'", errno);
    }

    private static NativeException Refused(string target) => NativeException.FromLastError($"Cannot mount overlay on '{target}'");

    // The context keeps the kernel's own words about what it didn't like: "e overlay: ...".
    private static NativeException Refused(SafeFileHandle context, string action, int errno)
    {
        Span<byte> buffer = stackalloc byte[512];
        try
        {
            var length = RandomAccess.Read(context, buffer, 0);
            return length > 2 ? new($"{action} ({Encoding.UTF8.GetString(buffer[2..length]).TrimEnd()})", errno) : new(action, errno);
        }
        catch (Exception problem) when (problem is IOException or NotSupportedException or UnauthorizedAccessException)
        {
            return new(action, errno);
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Call(nint number, nint first, nint second, nint third, nint fourth, nint fifth);

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "chdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeFolder(string path);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, uint mode);

    private readonly ref struct Utf8(string? text)
    {
        public nint Pointer { get; } = Marshal.StringToCoTaskMemUTF8(text);

        public void Dispose() => Marshal.FreeCoTaskMem(Pointer);
    }
}
