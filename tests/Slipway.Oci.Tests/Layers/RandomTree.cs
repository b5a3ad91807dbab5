// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Oci.Tests;

/// <summary>Random trees, and random changes to them, by plain system calls.</summary>
internal static class RandomTree
{
    internal static void Create(string root, Random random)
    {
        Directory.CreateDirectory(root);
        for (var i = 0; i < 60; i++)
            AddOne(root, random);
        SetTimes(root, random);
    }

    internal static void Change(string root, Random random)
    {
        for (var i = 0; i < 60; i++)
        {
            var paths = SampleTree.Walk(root).ToArray();
            var path = paths.Length == 0 ? "" : $"{root}/{paths[random.Next(paths.Length)]}";
            switch (random.Next(8))
            {
                case 0 or 1 when path.Length > 0:
                    LinuxFile.RemoveTree(path);
                    break;
                case 2 when path.Length > 0:
                    var type = LinuxFile.GetStatus(path).Type;
                    LinuxFile.RemoveTree(path);
                    AddOne(root, random, at: path, not: type);
                    break;
                case 3 when path.Length > 0 && LinuxFile.GetStatus(path).Type == FileType.Directory: // gone and new: opaque
                    LinuxFile.RemoveTree(path);
                    LinuxFile.CreateDirectory(path);
                    break;
                case 4 when path.Length > 0 && LinuxFile.GetStatus(path).Type != FileType.SymbolicLink:
                    LinuxFile.SetMode(path, random.Next(4096) | 0b111_000_000);
                    break;
                case 5 when path.Length > 0:
                    LinuxFile.SetOwner(path, (uint)random.Next(5000), (uint)random.Next(5000));
                    break;
                default:
                    AddOne(root, random);
                    break;
            }
        }
        SetTimes(root, random);
    }

    private static void AddOne(string root, Random random, string? at = null, FileType not = FileType.Unknown)
    {
        var directories = SampleTree.Walk(root).Where(path => LinuxFile.GetStatus($"{root}/{path}").Type == FileType.Directory).Prepend("").ToArray();
        var name = random.Next(8) == 0 ? UnixText.Decode([0xFF, (byte)random.Next(1, 47), (byte)'n']) : $"{"abcdeü日"[random.Next(7)]}{random.Next(30)}";
        var path = at ?? $"{root}/{directories[random.Next(directories.Length)]}/{name}";
        if (LinuxFile.TryGetStatus(path) is not null)
            return;
        var kind = random.Next(9);
        if (kind <= 2 || not == FileType.RegularFile)
        {
            LinuxFile.CreateDirectory(path, random.Next(512) | 0b111_000_000);
            if (random.Next(4) == 0)
                LinuxFile.SetAttribute(path, "user.dir", "value"u8);
            return;
        }
        switch (kind)
        {
            case 3:
                LinuxFile.CreateSymbolicLink(path, random.Next(2) == 0 ? "../a1/b2" : "/c3");
                return;
            case 4:
                LinuxFile.CreateNode(path, FileType.CharacterDevice, 0b110_000_000, new(1, (uint)random.Next(1, 9)));
                return;
            case 5:
                var files = SampleTree.Walk(root).Where(one => LinuxFile.GetStatus($"{root}/{one}") is { Type: FileType.RegularFile } status && status.LinkCount > 0).ToArray();
                if (files.Length > 0 && at is null && root.EndsWith("lower", StringComparison.Ordinal))
                    LinuxFile.CreateHardLink(path, $"{root}/{files[random.Next(files.Length)]}");
                return;
            default:
                using (var file = LinuxFile.Create(path, random.Next(4096)))
                {
                    var content = new byte[random.Next(3000)];
                    random.NextBytes(content);
                    RandomAccess.Write(file, content, 0);
                }
                if (random.Next(4) == 0)
                    LinuxFile.SetAttribute(path, "user.file", [0, 0xFF]);
                return;
        }
    }

    private static void SetTimes(string root, Random random)
    {
        foreach (var path in SampleTree.Walk(root).Reverse())
            LinuxFile.SetTimes($"{root}/{path}", new(random.Next(), (uint)random.Next(1_000_000_000)));
    }
}
