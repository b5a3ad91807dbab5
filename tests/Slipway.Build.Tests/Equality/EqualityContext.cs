// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

/// <summary>The folders that all rows build from, made by code: every kind of file, mode, link, attribute and name, each with a time of its own.</summary>
internal static class EqualityContext
{
    /// <summary>The build context.</summary>
    public const string Main = "main";

    /// <summary>A second folder, for named contexts.</summary>
    public const string Other = "other";

    /// <summary>Fills both folders.</summary>
    public static void Make(TempFolder folder)
    {
        folder.MakeFolder(Main);
        MakePlain(folder);
        MakeModes(folder);
        MakeLinks(folder);
        MakeNames(folder);
        EqualityArchives.Make(folder[Main]);
        folder.Write($"{Other}/o", "other");
        folder.Write($"{Other}/seen", "seen");
        folder.Write($"{Other}/hidden", "hidden");
        folder.Write($"{Other}/.dockerignore", "hidden\n");
        folder.Write($"{Other}/f", "the other f");
        SetTimes(folder[Main]);
        SetTimes(folder[Other]);
    }

    /// <summary>Gives everything a time that depends on nothing but its path.</summary>
    public static void SetTimes(string folder)
    {
        foreach (var item in LinuxFile.List(folder))
        {
            var path = $"{folder}/{item.Name}";
            if (LinuxFile.GetStatus(path).Type == FileType.Directory)
                SetTimes(path);
            LinuxFile.SetTimes(path, TimeOf(path));
        }
        LinuxFile.SetTimes(folder, TimeOf(folder));
    }

    // Between 2001 and 2004, with nanoseconds, so that what is kept and what is not shows.
    private static UnixTime TimeOf(string path)
    {
        var number = 0;
        foreach (var character in path[(path.LastIndexOf('/') + 1)..])
            number = ((number * 31) + character) % 100_000_000;
        return UnixTime.From(DateTimeOffset.FromUnixTimeSeconds(980_000_000 + number).AddTicks(1_234_567));
    }

    private static void MakePlain(TempFolder folder)
    {
        foreach (var path in (string[])["f", "g", "d/one", "d/two.log", "d/q/f", "d/q/deep/er/f", "deep/a/b/c/f.txt", "deep/a/b/g.txt", "deep/a/h.md", "deep/x/y.txt", ".hidden", "d/.dot"])
            folder.Write($"{Main}/{path}", $"this is {path}\n");
        folder.Write($"{Main}/script.sh", "#!/bin/sh\necho from the script\n");
        folder.Write($"{Main}/empty", "");
        folder.Write($"{Main}/big", Encoding.ASCII.GetBytes(new string('x', 70_000)));
        folder.MakeFolder($"{Main}/nothing");
        folder.MakeFolder($"{Main}/d/hollow");
        for (var index = 0; index < 12; index++)
            folder.Write($"{Main}/many/file{index}.{(index % 2 == 0 ? "txt" : "md")}", $"{index}");
    }

    private static void MakeModes(TempFolder folder)
    {
        LinuxFile.SetMode(folder[$"{Main}/f"], 0x180); // 0600
        LinuxFile.SetMode(folder[$"{Main}/script.sh"], 0x1ED); // 0755
        (string Name, int Mode)[] files = [("setuid", 0x9ED), ("setgid", 0x5ED), ("sticky", 0x3A4), ("nobody", 0), ("all", 0x1FF), ("all-bits", 0xFFF)];
        foreach (var (name, mode) in files)
            LinuxFile.SetMode(folder.Write($"{Main}/modes/{name}", name), mode);
        (string Name, int Mode)[] folders = [("d0700", 0x1C0), ("d1777", 0x3FF), ("d2775", 0x5FD), ("d0555", 0x16D)];
        foreach (var (name, mode) in folders)
        {
            folder.Write($"{Main}/modes/{name}/f", name);
            LinuxFile.SetMode(folder[$"{Main}/modes/{name}"], mode);
        }
        LinuxFile.SetOwner(folder.Write($"{Main}/owned/f", "owned"), 33, 44);
        LinuxFile.SetOwner(folder[$"{Main}/owned"], 1000, 1001);
        LinuxFile.SetAttribute(folder.Write($"{Main}/attributes/f", "attributes"), "user.test", [1, 0, 0xFF, (byte)'\n']);
        LinuxFile.SetAttribute(folder[$"{Main}/attributes"], "user.folder", "of the folder"u8);
        // cap_net_bind_service, permitted and effective.
        LinuxFile.SetAttribute(folder.Write($"{Main}/attributes/able", "able"), "security.capability", [1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    }

    private static void MakeLinks(TempFolder folder)
    {
        var main = folder[Main];
        folder.Write($"{Main}/links/first", "linked twice and more");
        folder.MakeFolder($"{Main}/links/sub");
        folder.MakeFolder($"{Main}/dangling");
        LinuxFile.CreateHardLink($"{main}/links/second", $"{main}/links/first");
        LinuxFile.CreateHardLink($"{main}/links/sub/third", $"{main}/links/first");
        (string Path, string Target)[] links =
        [
            ("d/to-file", "q/f"), ("d/to-folder", "q"), ("dangling/to-root", "/etc/passwd"), ("dangling/to-nowhere", "nowhere"), ("to-d", "d"), ("to-f", "f"),
            ("up", "../../../../f"), ("absolute", "/f"), ("dangling/long-link", new string('n', 180)), ("dangling/circle", "circle"),
        ];
        foreach (var (path, target) in links)
            LinuxFile.CreateSymbolicLink($"{main}/{path}", target);
        LinuxFile.CreateFifo($"{main}/links/fifo", 0x1A4);
    }

    private static void MakeNames(TempFolder folder)
    {
        string[] names =
        [
            "with space", "tab\there", "ünïcode-日本", "[b]", "star*", "question?", "back\\slash", "-dash", "quo\"te", "apo'strophe", "dollar$x", "hash#", "!bang", "..dots", "a,b=c",
            new string('l', 120), new string('m', 255),
        ];
        foreach (var name in names)
            folder.Write($"{Main}/names/{name}", name);
        folder.Write($"{Main}/names/{new string('p', 100)}/{new string('q', 100)}/{new string('r', 120)}", "a long path");
    }
}
