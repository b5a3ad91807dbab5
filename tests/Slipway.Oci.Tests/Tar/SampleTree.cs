// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Tests;

/// <summary>A tree with one of everything that is hard to archive, and the comparison of two such trees.</summary>
internal static class SampleTree
{
    /// <summary>A file capability (cap_setuid+ep, version 2), which holds bytes that are not text.</summary>
    internal static readonly byte[] Capability = [1, 0, 0, 2, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    internal static string LongName { get; } = string.Join('/', Enumerable.Repeat("a-directory-with-a-name-of-some-length", 6));

    internal static string BinaryName { get; } = UnixText.Decode([0xFF, 0xFE, (byte)'x']);

    /// <summary>Makes the tree; <paramref name="level"/> 7 leaves out what v7 cannot hold (long names, devices, binary attributes).</summary>
    internal static void Create(string root, int level = 8)
    {
        void Write(string path, string content, int mode) => WriteFile($"{root}/{path}", System.Text.Encoding.UTF8.GetBytes(content), mode);
        Directory.CreateDirectory(root);
        Write("plain", "content", 0b110_100_100);
        Write("setuid", new string('x', 5000), 0b100_111_101_101);
        Write("empty", "", 0);
        Write("umlaut-ä-日本", "utf-8", 0b110_100_100);
        Write("dir/nested", "below", 0b110_000_000);
        LinuxFile.SetMode($"{root}/dir", 0b1_111_111_111);
        LinuxFile.CreateHardLink($"{root}/hard", $"{root}/plain");
        LinuxFile.CreateHardLink($"{root}/zhard", $"{root}/plain");
        LinuxFile.CreateSymbolicLink($"{root}/soft", "../somewhere/else");
        LinuxFile.SetOwner($"{root}/plain", 1000, 2000);
        if (level > 7)
        {
            Write(BinaryName, "binary name", 0b110_100_100);
            Write($"{LongName}/file", "deep", 0b110_100_100);
            LinuxFile.CreateSymbolicLink($"{root}/long-link", LongName);
            LinuxFile.CreateNode($"{root}/null", FileType.CharacterDevice, 0b110_110_110, new(1, 3));
            LinuxFile.CreateNode($"{root}/disk", FileType.BlockDevice, 0b110_110_000, new(259, 70000));
            LinuxFile.CreateFifo($"{root}/fifo", 0b110_000_000);
        }
        foreach (var path in Walk(root))
            LinuxFile.SetTimes($"{root}/{path}", new(1_700_000_000 + path.Length));
    }

    /// <summary>What only PAX can hold: attributes, large ids, fractions and times before 1970.</summary>
    internal static void CreateModern(string root)
    {
        Create(root);
        LinuxFile.SetOwner($"{root}/setuid", 3_000_000, 4_000_000);
        LinuxFile.SetMode($"{root}/setuid", 0b100_111_101_101);
        LinuxFile.SetAttribute($"{root}/setuid", "security.capability", Capability);
        LinuxFile.SetAttribute($"{root}/plain", "user.binary", [0, 0x80, (byte)'\n', 0xFF, (byte)'=']);
        LinuxFile.SetAttribute($"{root}/plain", "user.odd=100%", "v"u8);
        LinuxFile.SetAttribute($"{root}/dir", "user.empty", []);
        LinuxFile.SetTimes($"{root}/empty", new(-5));
        LinuxFile.SetTimes($"{root}/soft", new(1_600_000_000, 123_456_789));
        LinuxFile.SetTimes($"{root}/fifo", new(-5, 250_000_000));
    }

    /// <summary>Every path below the root, parents before what they hold.</summary>
    internal static IEnumerable<string> Walk(string root, string below = "")
    {
        foreach (var item in LinuxFile.List($"{root}/{below}"))
        {
            var path = below + item.Name;
            yield return path;
            if (item.Type != FileType.Directory)
                continue;
            foreach (var deeper in Walk(root, path + "/"))
                yield return deeper;
        }
    }

    /// <summary>One line for each path: all that an archive should keep of it.</summary>
    internal static string Describe(string root, params string[] attributePrefixes)
    {
        var firstNames = new Dictionary<ulong, string>();
        return string.Join('\n', Walk(root).Select(path =>
        {
            var full = $"{root}/{path}";
            var status = LinuxFile.GetStatus(full);
            var first = firstNames.TryAdd(status.Inode, path) || status.Type == FileType.Directory ? "" : $" = {Show(firstNames[status.Inode])}";
            var content = status.Type switch
            {
                FileType.RegularFile => Digest.Sha256(ReadAll(full)).ShortHex,
                FileType.SymbolicLink => $"-> {Show(LinuxFile.ReadLink(full))}",
                _ => $"{status.SpecialDevice}",
            };
            var attributes = LinuxFile.ListAttributes(full).Where(name => attributePrefixes.Length == 0 || attributePrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
                .Select(name => $" {name}:{Convert.ToHexString(LinuxFile.TryGetAttribute(full, name)!)}");
            var mode = status.Type == FileType.SymbolicLink ? "link" : Convert.ToString(status.Mode, 8);
            return $"{Show(path)} {status.Type} {mode} {status.UserId}:{status.GroupId} {status.Modified} {content}{first}{string.Concat(attributes)}";
        }).Order(StringComparer.Ordinal));
    }

    /// <summary>The same lines for the entries of an archive.</summary>
    internal static string Describe(IEnumerable<(TarEntry Entry, byte[] Content)> entries)
    {
        var all = entries.ToDictionary(one => Clean(one.Entry.Name), StringComparer.Ordinal);
        return string.Join('\n', all.Where(one => one.Key.Length > 0).Select(one =>
        {
            var ((path, (entry, content)), first) = (one, "");
            if (entry.Type == TarEntryType.HardLink)
            {
                first = $" = {Show(Clean(entry.LinkName))}";
                (entry, content) = all[Clean(entry.LinkName)];
            }
            var (type, what) = entry.Type switch
            {
                TarEntryType.RegularFile => (FileType.RegularFile, Digest.Sha256(content).ShortHex),
                TarEntryType.SymbolicLink => (FileType.SymbolicLink, $"-> {Show(entry.LinkName)}"),
                TarEntryType.Directory => (FileType.Directory, "0:0"),
                TarEntryType.Fifo => (FileType.Fifo, "0:0"),
                TarEntryType.BlockDevice => (FileType.BlockDevice, $"{entry.Device}"),
                _ => (FileType.CharacterDevice, $"{entry.Device}"),
            };
            var attributes = entry.ExtendedAttributes.OrderBy(attribute => attribute.Key, UnixText.ByteOrder)
                .Select(attribute => $" {attribute.Key}:{Convert.ToHexString(attribute.Value.Span)}");
            var mode = type == FileType.SymbolicLink ? "link" : Convert.ToString(entry.Mode, 8);
            return $"{Show(path)} {type} {mode} {entry.UserId}:{entry.GroupId} {entry.Modified} {what}{first}{string.Concat(attributes)}";
        }).Order(StringComparer.Ordinal));
    }

    private static string Clean(string name) => (name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name).TrimEnd('/');

    internal static byte[] ReadAll(string path)
    {
        using var file = LinuxFile.OpenRead(path);
        var content = new byte[RandomAccess.GetLength(file)];
        RandomAccess.Read(file, content, 0).ShouldBe(content.Length);
        return content;
    }

    internal static string Show(string path) =>
        string.Concat(path.Select(character => char.IsSurrogate(character) ? $"\\u{(int)character:X4}" : character.ToString()));

    private static void WriteFile(string path, byte[] content, int mode)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = LinuxFile.Create(path, mode);
        RandomAccess.Write(file, content, 0);
    }
}
