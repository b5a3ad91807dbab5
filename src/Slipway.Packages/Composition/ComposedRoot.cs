// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using Slipway.Native;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;

namespace Slipway.Packages;

/// <summary>
/// A root file system in the making: takes packages one after another, as dpkg would unpack them, and turns them into the entries of layers as they stream by.
/// </summary>
/// <param name="removed">What stays out.</param>
/// <param name="declared">Paths that are declared, and so no package's.</param>
/// <param name="time">The time that what is made here gets.</param>
internal sealed class ComposedRoot(RemovedPaths removed, IReadOnlySet<string> declared, UnixTime time)
{
    private const int MaxKeptSize = 16 * 1024 * 1024;
    private readonly Dictionary<string, PathOwner> _owners = new(StringComparer.Ordinal);
    private readonly HashSet<string> _dropped = new(StringComparer.Ordinal);
    private readonly Dictionary<OpenedPackage, List<string>> _lists = [];
    private readonly Dictionary<OpenedPackage, List<(string Path, string Sum)>> _sums = [];
    private readonly Dictionary<string, string> _configurationDigests = new(StringComparer.Ordinal);

    /// <summary>The MD5 sums of a package's files where it brings none itself, by path without a slash at its beginning.</summary>
    public IReadOnlyList<(string Path, string Sum)> SumsOf(OpenedPackage package) => _sums.GetValueOrDefault(package) ?? [];

    /// <summary>Files whose content what is made here stands on, by path: certificates, and the lists of Debian's own users.</summary>
    public SortedDictionary<string, byte[]> Kept { get; } = new(UnixText.ByteOrder);

    /// <summary>Paths that packages say are theirs and are here, each without a slash at its end, as dpkg lists them.</summary>
    public IReadOnlyList<string> ListOf(OpenedPackage package) => _lists.GetValueOrDefault(package) ?? [];

    /// <summary>The digest of a configuration file as dpkg keeps it; null where the file isn't here.</summary>
    public string? ConfigurationDigest(string path) => _configurationDigests.GetValueOrDefault(path);

    /// <summary>Whether a path is there.</summary>
    public bool Contains(string path) => _owners.ContainsKey(path);

    /// <summary>The links into /usr that every system has, and the folders that they lead to.</summary>
    public IEnumerable<LayerEntry> Begin()
    {
        yield return Folder("usr", 0x1ED);
        foreach (var entry in MergedUsr.Always.SelectMany(Merge))
            yield return entry;
    }

    /// <summary>The entries of a package, each to be written before the next is asked for. Reading blocks.</summary>
    /// <exception cref="BaseImageException">The package can't be unpacked, or has files of another.</exception>
    public IEnumerable<LayerEntry> Unpack(OpenedPackage package, CancellationToken cancellationToken)
    {
        var list = _lists[package] = ["/."];
        var reader = Await(package.Archive.OpenDataAsync(cancellationToken));
        try
        {
            while (Next(package, reader, cancellationToken) is { } entry)
            {
                var path = PathOf(package, entry.Name);
                if (path.Length == 0)
                    continue;
                var mapped = MergedUsr.Map(path);
                var isDirectory = entry.Type == TarEntryType.Directory;
                if (MergedUsr.LinkOf(path) is { } top)
                {
                    foreach (var merged in Merge(top))
                        yield return merged;
                    if (path == top)
                    {
                        list.Add($"/{path}");
                        continue;
                    }
                }
                if (removed.Holds(mapped, isDirectory))
                {
                    _dropped.Add(mapped);
                    continue;
                }
                list.Add($"/{path}");
                if (Claim(package, mapped, entry))
                    yield return Convert(package, entry, path, mapped, reader, cancellationToken);
            }
        }
        finally
        {
            reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>A folder that is made here.</summary>
    public LayerEntry Folder(string path, int mode, uint user = 0, uint group = 0)
    {
        _owners[path] = new(null, IsDirectory: true);
        return new(new TarEntry { Name = path, Type = TarEntryType.Directory, Mode = mode, Modified = time, UserId = user, GroupId = group });
    }

    /// <summary>Folders above a path that aren't there yet, then an entry there.</summary>
    /// <exception cref="BaseImageException">Something above it is no folder.</exception>
    public IEnumerable<LayerEntry> Place(string path, Func<string, TarEntry> create, ReadOnlyMemory<byte> content = default)
    {
        var mapped = MergedUsr.Map(path.Trim('/'));
        var parents = new Stack<string>();
        for (var parent = LayerPath.Parent(mapped); parent.Length > 0; parent = LayerPath.Parent(parent))
        {
            if (!_owners.TryGetValue(parent, out var owner))
                parents.Push(parent);
            else if (!owner.IsDirectory)
                throw new BaseImageException($"'/{mapped}' can't be made: '/{parent}' is no folder{(owner.Package is { } package ? $" but a file of {package.Package}" : "")}.");
        }
        foreach (var parent in parents)
            yield return Folder(parent, 0x1ED);
        var entry = create(mapped) with { Modified = time };
        _owners[mapped] = new(null, entry.Type == TarEntryType.Directory);
        yield return entry.Type == TarEntryType.RegularFile
            ? new(entry with { Size = content.Length }) { OpenContent = () => new MemoryStream(content.ToArray()) }
            : new(entry);
    }

    private IEnumerable<LayerEntry> Merge(string top)
    {
        if (_owners.ContainsKey(top))
            yield break;
        if (!_owners.ContainsKey($"usr/{top}"))
            yield return Folder($"usr/{top}", 0x1ED);
        _owners[top] = new(null, IsDirectory: false);
        yield return new(new TarEntry { Name = top, Type = TarEntryType.SymbolicLink, Mode = 0x1FF, LinkName = $"usr/{top}", Modified = time });
    }

    // Whether the entry is to be written: dpkg keeps a folder that is there, and a link to one.
    private bool Claim(OpenedPackage package, string path, TarEntry entry)
    {
        var isDirectory = entry.Type == TarEntryType.Directory;
        if (declared.Contains(path))
        {
            return !isDirectory ? false : throw new BaseImageException($"'/{path}' is declared, and it is a folder of {package.Package}.");
        }
        if (!_owners.TryGetValue(path, out var owner))
        {
            _owners[path] = new(package, isDirectory);
            return true;
        }
        if (isDirectory || owner.IsDirectory)
            return false;
        if (owner.Package is not { } other || other == package)
            return owner.Package is not null;
        if (other.Replaces.Any(relation => Is(package, relation)))
            return false;
        if (!package.Replaces.Any(relation => Is(other, relation)))
        {
            throw new BaseImageException($"{package.Package} and {other.Package} both have '/{path}', and neither replaces the other. "
                + "If a script of theirs moves one aside (dpkg-divert), 'configure: true' runs it.");
        }
        _lists[other].RemoveAll(listed => MergedUsr.Map(listed[1..]) == path);
        _owners[path] = new(package, IsDirectory: false);
        return true;
    }

    private static bool Is(OpenedPackage package, PackageRelation relation) => relation.Name == package.Package.Name && relation.Admits(DebianVersion.Parse(package.Package.Version));

    private LayerEntry Convert(OpenedPackage package, TarEntry entry, string path, string mapped, TarReader reader, CancellationToken cancellationToken)
    {
        // Names of owners mean what the archive's builder meant by their numbers: Debian's are the same everywhere (policy 9.2.2).
        var plain = new TarEntry
        {
            Name = mapped,
            Type = entry.Type,
            Mode = entry.Mode,
            UserId = entry.UserId,
            GroupId = entry.GroupId,
            Size = entry.Size,
            Modified = entry.Modified,
            LinkName = entry.LinkName,
            Device = entry.Device,
            ExtendedAttributes = entry.ExtendedAttributes,
        };
        if (entry.Type == TarEntryType.HardLink)
            return new(plain with { LinkName = HardLinkTarget(package, entry, path) });
        if (entry.Type != TarEntryType.RegularFile)
            return new(plain);
        var isConfiguration = package.ConfigurationFiles.Contains($"/{path}");
        if (!isConfiguration && !IsKept(mapped))
            return new(plain) { OpenContent = package.Control.ContainsKey("md5sums") ? () => reader.Content : () => Summed(package, path, reader.Content) };
        if (entry.Size > MaxKeptSize)
            throw new BaseImageException($"The file '/{path}' of {package.Package} has {entry.Size} bytes, more than the {MaxKeptSize} that one of its kind may have.");
        var content = new byte[entry.Size];
        Await(ReadAsync(package, reader, content, cancellationToken));
        if (isConfiguration)
            _configurationDigests[$"/{path}"] = Md5(content);
        if (IsKept(mapped))
            Kept[mapped] = content;
        return new(plain) { OpenContent = () => new MemoryStream(content) };
    }

    // As dpkg does where a package brings no sums of its own.
    private SummedStream Summed(OpenedPackage package, string path, Stream content) => new(content, sum =>
    {
        if (!_sums.TryGetValue(package, out var sums))
            _sums[package] = sums = [];
        sums.Add((path, sum));
    });

    private string HardLinkTarget(OpenedPackage package, TarEntry entry, string path)
    {
        var target = MergedUsr.Map(PathOf(package, entry.LinkName));
        if (_dropped.Contains(target))
            throw new BaseImageException($"'/{target}' of {package.Package} can't be removed alone: '/{path}' is another name of it. Remove both.");
        return _owners.TryGetValue(target, out var owner) && owner is { IsDirectory: false } && owner.Package == package
            ? target
            : throw new BaseImageException($"The package {package.Package} is refused: '/{path}' is a hard link to '/{target}', which it doesn't have before.");
    }

    private static bool IsKept(string path) =>
        (path.StartsWith(CertificateBundle.Folder, StringComparison.Ordinal) && path.EndsWith(".crt", StringComparison.Ordinal)) || Accounts.Masters.Contains(path);

#pragma warning disable CA5351 // dpkg's records of configuration files are MD5; nothing is trusted by it
    private static string Md5(byte[] content) => System.Convert.ToHexStringLower(MD5.HashData(content));
#pragma warning restore CA5351

    private static string PathOf(OpenedPackage package, string name)
    {
        try
        {
            var path = LayerPath.Clean(name);
            return path.Split('/').Any(static part => part.StartsWith(LayerPath.WhiteoutPrefix, StringComparison.Ordinal))
                ? throw new LayerException($"'{name}' has a name that stands for something else in layers.")
                : path;
        }
        catch (LayerException e)
        {
            throw new BaseImageException($"The package {package.Package} is refused: {e.Message}", e);
        }
    }

    private static TarEntry? Next(OpenedPackage package, TarReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return Await(reader.ReadNextAsync(cancellationToken).AsTask());
        }
        catch (Exception e) when (DebArchive.IsWrong(e))
        {
            throw new BaseImageException($"The package {package.Package} is refused: {e.Message}", e);
        }
    }

    private static async Task<bool> ReadAsync(OpenedPackage package, TarReader reader, Memory<byte> content, CancellationToken cancellationToken)
    {
        try
        {
            await reader.Content.ReadExactlyAsync(content, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (DebArchive.IsWrong(e))
        {
            throw new BaseImageException($"The package {package.Package} is refused: {e.Message}", e);
        }
    }

    // A layer's entries are asked for one by one on a thread that may block.
    private static T Await<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
