// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Native;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;

namespace Slipway.Packages;

/// <summary>The files of a system that is busybox and little else.</summary>
internal static class BusyboxTree
{
    private const string Program = "bin/busybox";

    private static readonly (string Path, int Mode)[] Folders =
    [
        ("", 0x1ED), ("bin", 0x1ED), ("dev", 0x1ED), ("etc", 0x1ED), ("home", 0x1ED), ("proc", 0x1ED), ("root", 0x1C0),
        ("run", 0x1ED), ("sbin", 0x1ED), ("sys", 0x1ED), ("tmp", 0x3FF), ("usr", 0x1ED), ("usr/bin", 0x1ED), ("usr/sbin", 0x1ED), ("var", 0x1ED), ("var/log", 0x1ED),
        ("var/spool", 0x1ED), ("var/tmp", 0x3FF), ("var/www", 0x1ED),
    ];

    private static readonly (string Path, int Mode, string Text)[] Files =
    [
        ("etc/group", 0x1A4, "root:x:0:\ndaemon:x:1:\nbin:x:2:\nsys:x:3:\nadm:x:4:\ntty:x:5:\ndisk:x:6:\n"
            + "mail:x:8:\nwww-data:x:33:\nstaff:x:50:\nusers:x:100:\nnogroup:x:65534:\n"),
        ("etc/nsswitch.conf", 0x1A4, "passwd: files\ngroup: files\nhosts: files dns\n"),
        ("etc/passwd", 0x1A4, "root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/usr/sbin:/bin/false\nbin:x:2:2:bin:/bin:/bin/false\nsys:x:3:3:sys:/dev:/bin/false\n"
            + "mail:x:8:8:mail:/var/mail:/bin/false\nwww-data:x:33:33:www-data:/var/www:/bin/false\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\n"),
        ("etc/shadow", 0x1A0, "root:*:0:0:99999:7:::\ndaemon:*:0:0:99999:7:::\nbin:*:0:0:99999:7:::\nsys:*:0:0:99999:7:::\n"
            + "mail:*:0:0:99999:7:::\nwww-data:*:0:0:99999:7:::\nnobody:*:0:0:99999:7:::\n"),
    ];

    /// <summary>The entries, in the order of their paths.</summary>
    /// <param name="program">Where the program is on this machine.</param>
    /// <param name="size">Its bytes.</param>
    /// <param name="time">The time that everything gets.</param>
    /// <param name="applets">Where links to it go, without a slash at the beginning.</param>
    public static IEnumerable<LayerEntry> Create(string program, long size, UnixTime time, IEnumerable<string> applets)
    {
        var folders = Folders.Select(static folder => new TarEntry { Name = folder.Path, Type = TarEntryType.Directory, Mode = folder.Mode });
        var binary = new TarEntry { Name = Program, Type = TarEntryType.RegularFile, Mode = 0x1ED, Size = size };
        var links = applets.Where(static path => path is not (Program or "linuxrc")).Distinct(StringComparer.Ordinal)
            .Select(static path => new TarEntry { Name = path, Type = TarEntryType.SymbolicLink, Mode = 0x1FF, LinkName = TargetFrom(path) });
        var entries = folders.Concat(links).Select(static entry => new LayerEntry(entry))
            .Concat(Files.Select(static file => ToEntry(file.Path, file.Mode, file.Text)))
            .Append(new LayerEntry(binary) { OpenContent = () => File.OpenRead(program) })
            .Select(entry => entry with { Metadata = entry.Metadata with { Modified = time } });
        return entries.OrderBy(static entry => LayerPath.Clean(entry.Metadata.Name), UnixText.ByteOrder);
    }

    private static LayerEntry ToEntry(string path, int mode, string text)
    {
        var content = Encoding.UTF8.GetBytes(text);
        var entry = new TarEntry { Name = path, Type = TarEntryType.RegularFile, Mode = mode, Size = content.Length };
        return new(entry) { OpenContent = () => new MemoryStream(content) };
    }

    // Relative, so that a root that is looked at from outside leads to the same program.
    private static string TargetFrom(string path) => path.StartsWith("bin/", StringComparison.Ordinal)
        ? "busybox"
        : string.Concat(Enumerable.Repeat("../", path.Count(static character => character == '/'))) + Program;
}
