// SPDX-License-Identifier: Apache-2.0
using Microsoft.Win32.SafeHandles;
using Slipway.Native;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Layers;

/// <summary>Sets the extended attributes of unpacked files: those that mean the same on every machine, and never overlayfs's notes.</summary>
internal sealed class AttributeWriter(RootedDirectory root, Privileges privileges)
{
    private readonly SortedSet<string> _ignored = new(StringComparer.Ordinal);

    /// <summary>The names of attributes that were not set.</summary>
    internal IReadOnlyList<string> Ignored => [.. _ignored];

    internal void Write(string path, TarEntry entry)
    {
        foreach (var (name, value) in entry.ExtendedAttributes)
            Set(name, entry, () => root.SetAttribute(path, name, value.Span, FinalLink.Keep));
    }

    internal void Write(SafeFileHandle file, TarEntry entry)
    {
        foreach (var (name, value) in entry.ExtendedAttributes)
            Set(name, entry, () => LinuxFile.SetAttribute(file, name, value.Span));
    }

    /// <summary>Takes from a directory that was there what the entry does not have.</summary>
    internal void Clear(string path, TarEntry entry)
    {
        foreach (var name in root.ListAttributes(path, FinalLink.Keep))
        {
            if (IsCarried(name) && !entry.ExtendedAttributes.ContainsKey(name))
                root.RemoveAttribute(path, name, FinalLink.Keep);
        }
    }

    private void Set(string name, TarEntry entry, Action set)
    {
        if (!IsCarried(name) || !IsSet(name))
        {
            _ignored.Add(name);
            return;
        }
        try
        {
            set();
        }
        catch (NativeException e) when (e.Errno == Errno.NotPermitted && entry.Type is not (TarEntryType.RegularFile or TarEntryType.Directory))
        {
            _ignored.Add(name); // the kernel keeps user attributes on files and directories alone
        }
        catch (NativeException e) when (e.Errno == Errno.NotSupported && name != "security.capability")
        {
            _ignored.Add(name);
        }
    }

    private bool IsSet(string name) => privileges switch
    {
        Privileges.LeftOut => name.StartsWith("user.", StringComparison.Ordinal),
        Privileges.OfNamespace => !name.StartsWith("trusted.", StringComparison.Ordinal),
        _ => true,
    };

    /// <summary>Labels of security modules and the like are about the machine they came from.</summary>
    private static bool IsCarried(string name) => !OverlayMarks.IsNote(name)
        && (name is "security.capability" or "system.posix_acl_access" or "system.posix_acl_default"
            || name.StartsWith("user.", StringComparison.Ordinal) || name.StartsWith("trusted.", StringComparison.Ordinal));
}
