// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;

namespace Slipway.Build.Tests;

/// <summary>Random contexts, base images and Dockerfiles that copy the one onto the other; names are few, so that they meet.</summary>
internal sealed class RandomWorld(int seed)
{
    private static readonly string[] Names = ["a", "b", "c", "d1", "ü", "x.txt"];

    private readonly Random _random = new(seed);

    /// <summary>Fills a folder: files with odd modes, times, attributes, owners; links of both kinds, devices, FIFOs.</summary>
    public void FillContext(string root)
    {
        var folders = new List<string> { "" };
        var files = new List<string>();
        for (var i = 0; i < 40; i++)
        {
            var path = $"{root}{folders[_random.Next(folders.Count)]}/{Name()}{(_random.Next(3) == 0 ? _random.Next(20) : "")}";
            if (LinuxFile.TryGetStatus(path) is not null)
                continue;
            switch (_random.Next(10))
            {
                case 0 or 1 or 2:
                    LinuxFile.CreateDirectory(path, _random.Next(4096) | 0x1C0);
                    folders.Add(path[root.Length..]);
                    if (_random.Next(4) == 0)
                        LinuxFile.SetAttribute(path, "user.folder", "value"u8);
                    continue;
                case 3:
                    LinuxFile.CreateSymbolicLink(path, Pick("../a", "/c", "nowhere", "b/d1"));
                    break;
                case 4 when files.Count > 0:
                    LinuxFile.CreateHardLink(path, files[_random.Next(files.Count)]);
                    continue;
                case 5:
                    LinuxFile.CreateNode(path, Pick(FileType.CharacterDevice, FileType.Fifo, FileType.BlockDevice, FileType.Socket), _random.Next(512), new(1, 3));
                    break;
                default:
                    WriteFile(path);
                    files.Add(path);
                    break;
            }
            LinuxFile.SetOwner(path, (uint)_random.Next(3), (uint)_random.Next(3));
        }
        foreach (var path in Walk(root, "").Reverse())
            LinuxFile.SetTimes($"{root}/{path}", new(_random.Next(), (uint)_random.Next(1_000_000_000)));
        LinuxFile.SetTimes(root, new(1_234_567_890));
    }

    /// <summary>The entries of one layer of a base image: folders of odd kinds and folders that it doesn't name, links, whiteouts.</summary>
    public IEnumerable<LayerEntry> Layer()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in Enumerable.Range(0, 25).Select(_ => Path()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            // What is below a file or link of the same layer would be no honest layer.
            if (Enumerable.Range(1, path.Split('/').Length - 1).Any(count => seen.Contains(string.Join('/', path.Split('/')[..count]))))
                continue;
            var entry = new TarEntry
            {
                Name = path,
                Type = TarEntryType.Directory,
                Mode = _random.Next(4096) | 0x1C0,
                UserId = (uint)_random.Next(4),
                GroupId = (uint)_random.Next(4),
                Modified = new(_random.Next(), (uint)_random.Next(1_000_000_000)),
            };
            switch (_random.Next(14))
            {
                case 0:
                    seen.Add(path);
                    yield return new(entry with { Type = TarEntryType.SymbolicLink, LinkName = Pick("/a", "b", "../c", "/a/b", "d1") });
                    break;
                case 1:
                    seen.Add(path);
                    yield return new(entry with { Type = TarEntryType.RegularFile });
                    break;
                case 2:
                    seen.Add(path);
                    yield return LayerEntry.Whiteout(path);
                    break;
                case 3:
                    yield return new(entry with { ExtendedAttributes = new Dictionary<string, ReadOnlyMemory<byte>> { ["user.base"] = new byte[] { 0, 0xFF }, ["user.folder"] = "other"u8.ToArray() } });
                    break;
                case 4:
                    yield return new(entry);
                    yield return LayerEntry.Opaque(path);
                    break;
                default:
                    yield return new(entry);
                    break;
            }
        }
    }

    /// <summary>A few steps that execute nothing.</summary>
    public string Dockerfile(string start, string context, bool isTimed)
    {
        var lines = new List<string> { start };
        var paths = Walk(context, "").ToList();
        for (var i = _random.Next(1, 5); i > 0; i--)
        {
            var kind = _random.Next(8);
            if (isTimed && kind == 0)
            {
                lines.Add($"USER {Pick("app", "5", "root")}");
                lines.Add($"WORKDIR {Destination()}");
                continue;
            }
            var flags = string.Concat(Maybe($" --chown={Pick("app", "app:staff", "7:8", "9")}"), Maybe($" --chmod={Pick("4711", "750", "u=rwX,go=rX")}"), Maybe(" --link"), Maybe($" --exclude={Pick("b*", "**/c", "a")}"));
            if (isTimed && kind == 1)
            {
                lines.Add($"COPY{flags.Replace(" --link", "", StringComparison.Ordinal)} <<EOF <<two.txt {Destination()}/\nhello {i}\nEOF\nsecond\ntwo.txt");
                continue;
            }
            var sources = Enumerable.Range(0, _random.Next(1, 3)).Select(_ => _random.Next(4) switch { 0 => ".", 1 => Pick("a*", "?", "*"), _ => paths[_random.Next(paths.Count)] }).ToList();
            lines.Add($"COPY{flags}{(kind == 2 ? " --parents" : "")} {string.Join(' ', sources)} {Destination()}{(sources.Count > 1 || _random.Next(2) == 0 ? "/" : "")}");
        }
        return string.Join('\n', lines) + "\n";
    }

    private static IEnumerable<string> Walk(string root, string folder) => LinuxFile.List($"{root}/{folder}")
        .Select(item => folder.Length == 0 ? item.Name : $"{folder}/{item.Name}")
        .SelectMany(path => LinuxFile.GetStatus($"{root}/{path}").Type == FileType.Directory ? Walk(root, path).Prepend(path) : [path]);

    private string? Maybe(string text) => _random.Next(4) == 0 ? text : null;

    // Half of them where nothing is in the way.
    private string Destination() => Pick("/", "", "./") + (_random.Next(2) == 0 ? $"new{_random.Next(3)}/" : "") + Path();

    private string Path() => string.Join('/', Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Name()));

    private string Name() => Names[_random.Next(Names.Length)];

    private T Pick<T>(params T[] choices) => choices[_random.Next(choices.Length)];

    private void WriteFile(string path)
    {
        using var file = LinuxFile.Create(path);
        var content = new byte[_random.Next(4) == 0 ? 0 : _random.Next(3000)];
        _random.NextBytes(content);
        RandomAccess.Write(file, content, 0);
        LinuxFile.SetOwner(file, 1, 2);
        LinuxFile.SetMode(file, _random.Next(4096));
        if (_random.Next(4) == 0)
            LinuxFile.SetAttribute(file, "user.file", [0, 0xFF]);
        if (_random.Next(6) == 0)
            LinuxFile.SetAttribute(file, "security.capability", [1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    }
}
