// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Native;

/// <summary>Removes whole trees by directory handles: no link is followed, no name is too strange, and depth costs no stack.</summary>
internal static class TreeRemoval
{
    /// <summary>Removes a name and everything below it. It is no error if it is not there.</summary>
    internal static void Remove(SafeFileHandle directory, string name, string shown, CancellationToken cancellationToken)
    {
        if (TryUnlink(directory, name, shown))
            return;
        var open = new Stack<Level>();
        try
        {
            open.Push(new(directory, name, shown));
            while (open.TryPeek(out var level))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (level.TryTakeNext(out var child))
                {
                    if (!TryUnlink(level.Handle, child, level.Shown))
                        open.Push(new(level.Handle, child, $"{level.Shown}/{child}"));
                    continue;
                }
                open.Pop().Dispose();
                FileCalls.RemoveDirectory(level.Parent, level.Name, level.Shown);
            }
        }
        finally
        {
            while (open.TryPop(out var level))
                level.Dispose();
        }
    }

    /// <summary>Removes what is not a directory; false says that it is one.</summary>
    private static bool TryUnlink(SafeFileHandle directory, string name, string shown)
    {
        if (FileLibc.UnlinkAt(directory, name, 0) == 0)
            return true;
        var errno = Marshal.GetLastPInvokeError();
        return errno switch
        {
            Errno.NotFound => true,
            Errno.IsADirectory => false,
            // Linux says EISDIR, but some file systems say what POSIX says, EPERM.
            Errno.NotPermitted when FileCalls.TryStatus(directory, name, FinalLink.Keep, shown)?.Type == FileType.Directory => false,
            _ => throw FileCalls.Refused(errno, $"Cannot remove '{shown}/{name}'"),
        };
    }

    private sealed class Level : IDisposable
    {
        private readonly List<DirectoryItem> _items;
        private int _next;

        internal Level(SafeFileHandle parent, string name, string shown)
        {
            (Parent, Name, Shown) = (parent, name, shown);
            if (!Environment.IsPrivilegedProcess)
                FileCalls.SetMode(parent, name, FinalLink.Keep, 0x1C0 /* 0700 */, shown); // else a read-only directory keeps its names
            Handle = FileCalls.Open(parent, name, FileLibc.DirectoryOnly | FileLibc.NoFollowOpen, 0, shown, "open the directory");
            _items = FileCalls.List(Handle, shown);
        }

        internal SafeFileHandle Parent { get; }

        internal SafeFileHandle Handle { get; }

        internal string Name { get; }

        internal string Shown { get; }

        internal bool TryTakeNext(out string name)
        {
            name = _next < _items.Count ? _items[_next].Name : "";
            return _next++ < _items.Count;
        }

        public void Dispose() => Handle.Dispose();
    }
}
