// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Native;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;

namespace Slipway.Packages;

/// <summary>What a composed system has beside its packages' files: what their scripts would have made of what is there, what is declared, and dpkg's records.</summary>
/// <param name="request">What is declared.</param>
/// <param name="root">The files so far.</param>
/// <param name="time">The image's time.</param>
internal sealed class SystemFiles(PackagesRequest request, ComposedRoot root, UnixTime time)
{
    private const int FileMode = 0x1A4; // 0644
    private const int LinkMode = 0x1FF;

    private const string NameServices = """
        passwd:         files
        group:          files
        shadow:         files
        gshadow:        files

        hosts:          files dns
        networks:       files

        protocols:      files
        services:       files
        ethers:         files
        rpc:            files

        """;

    /// <summary>The entries, in the order in which they are written.</summary>
    /// <param name="packages">The packages, in the order of their names; none where nothing is recorded of them.</param>
    /// <exception cref="BaseImageException">What is declared can't be there, or a path that was to be removed isn't there.</exception>
    public IEnumerable<LayerEntry> Create(IReadOnlyList<OpenedPackage> packages)
    {
        var accounts = new Accounts(root.Kept, request.Users);
        var declared = request.Links.Select(static link => link.Path).Concat(request.Files.Select(static file => file.Path)).Select(static path => path.TrimStart('/')).ToHashSet(StringComparer.Ordinal);
        var basics = Basics(accounts).Where(entry => !declared.Contains(entry.Path) && !root.Contains(entry.Path)).SelectMany(entry => File(entry.Path, entry.Mode, entry.Content, 0, entry.Group));
        return basics
            .Concat(new[] { ("var/run", "/run"), ("var/lock", "/run/lock") }.Where(link => !declared.Contains(link.Item1) && !root.Contains(link.Item1)).SelectMany(static link => Link(link)).SelectMany(Place))
            .Concat(Certificates(declared))
            .Concat(request.Users.Where(user => !root.Contains(user.EffectiveHome.Trim('/'))).SelectMany(user => Home(user, accounts)))
            .Concat(request.Links.SelectMany(static link => Link((link.Path, link.Target))).SelectMany(Place))
            .Concat(request.Files.SelectMany(file => Declared(file, accounts)))
            .Concat(packages.Count == 0 ? [] : Records(packages));
    }

    /// <summary>What a system has before its packages' scripts ran: users, and records of no package.</summary>
    public IEnumerable<LayerEntry> CreateSeed() =>
        Create([]).Concat(new[] { "status", "available" }.SelectMany(name => File($"var/lib/dpkg/{name}", FileMode, Array.Empty<byte>(), 0, 0)));

    private IEnumerable<(string Path, int Mode, uint Group, byte[] Content)> Basics(Accounts accounts)
    {
        const uint shadow = 42;
        yield return ("etc/passwd", FileMode, 0, Text(accounts.Passwd));
        yield return ("etc/group", FileMode, 0, Text(accounts.Group));
        yield return ("etc/shadow", 0x1A0, shadow, Text(accounts.Shadow(time.ToDateTimeOffset())));
        yield return ("etc/gshadow", 0x1A0, shadow, Text(accounts.GroupShadow));
        yield return ("etc/nsswitch.conf", FileMode, 0, Text(NameServices));
    }

    private IEnumerable<LayerEntry> Certificates(HashSet<string> declared)
    {
        var certificates = root.Kept.Where(static file => file.Key.StartsWith(CertificateBundle.Folder, StringComparison.Ordinal)).ToList();
        if (certificates.Count == 0)
            yield break;
        if (!declared.Contains(CertificateBundle.Path) && !root.Contains(CertificateBundle.Path))
        {
            foreach (var entry in File(CertificateBundle.Path, FileMode, CertificateBundle.Join(certificates.Select(static file => file.Value)), 0, 0))
                yield return entry;
        }
        foreach (var link in CertificateBundle.Links(certificates).Where(link => !declared.Contains(link.Path) && !root.Contains(link.Path)))
        {
            foreach (var entry in Link(link).SelectMany(Place))
                yield return entry;
        }
    }

    private IEnumerable<LayerEntry> Home(DeclaredUser user, Accounts accounts)
    {
        var (uid, gid) = accounts.Find(user.Name, null);
        return root.Place(user.EffectiveHome, path => new() { Name = path, Type = TarEntryType.Directory, Mode = 0x1C0, UserId = uid, GroupId = gid });
    }

    private IEnumerable<LayerEntry> Declared(DeclaredFile file, Accounts accounts)
    {
        var (uid, gid) = accounts.Find(file.User, file.Group);
        return File(file.Path, file.Mode, file.Content, uid, gid);
    }

    private IEnumerable<LayerEntry> Records(IReadOnlyList<OpenedPackage> packages)
    {
        // Folders that dpkg expects; 'triggers' and 'updates' are empty in a system at rest.
        foreach (var folder in (string[])["var/lib/dpkg/info", "var/lib/dpkg/triggers", "var/lib/dpkg/updates", "var/lib/dpkg/alternatives"])
        {
            if (root.Contains(folder))
                continue;
            foreach (var entry in root.Place(folder, static path => new() { Name = path, Type = TarEntryType.Directory, Mode = 0x1ED }))
                yield return entry;
        }
        foreach (var (path, mode, content) in new DpkgRecords(root).Create(packages))
        {
            foreach (var entry in File(path, mode, content, 0, 0))
                yield return entry;
        }
    }

    private IEnumerable<LayerEntry> File(string path, int mode, ReadOnlyMemory<byte> content, uint user, uint group) =>
        root.Place(path, place => new() { Name = place, Type = TarEntryType.RegularFile, Mode = mode, UserId = user, GroupId = group }, content);

    private IEnumerable<LayerEntry> Place(TarEntry link) => root.Place(link.Name, path => link with { Name = path });

    private static IEnumerable<TarEntry> Link((string Path, string Target) link) =>
        [new() { Name = link.Path, Type = TarEntryType.SymbolicLink, Mode = LinkMode, LinkName = link.Target }];

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
