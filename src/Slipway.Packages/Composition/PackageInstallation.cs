// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Slipway.Native;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;

namespace Slipway.Packages;

/// <summary>
/// The archives of packages, and the script that has dpkg install them in a seed of a system: first the essential packages, which need each other, then the rest,
/// each when what it needs before it is unpacked is configured.
/// </summary>
/// <param name="request">What is declared.</param>
/// <param name="packages">The packages, in the order of their names.</param>
/// <param name="time">The image's time.</param>
internal sealed class PackageInstallation(PackagesRequest request, IReadOnlyList<OpenedPackage> packages, UnixTime time)
{
    /// <summary>The essential packages and all that they need.</summary>
    public static IReadOnlyList<OpenedPackage> Essential(IReadOnlyList<OpenedPackage> packages) =>
        PackageGroups.Closure(packages, packages.Where(static package => package.Fields.GetValueOrDefault("Essential") == "yes"), []);

    /// <summary>The entries: <c>archives/</c>, <c>install</c>, <c>before/</c> for files that scripts are to find, <c>after/</c> for what is declared.</summary>
    /// <param name="files">Where the archives are.</param>
    public IEnumerable<LayerEntry> Create(HashedFiles files)
    {
        var root = new ComposedRoot(RemovedPaths.None.Fresh(), new HashSet<string>(), time);
        var entries = Text(root, "install", 0x1ED, Script());
        foreach (var package in packages)
            entries = entries.Concat(Archive(root, package, files));
        foreach (var file in DebianFiles.For(request.Suite))
            entries = entries.Concat(Text(root, $"before/{file.Folder}/{file.Name}", file.Mode, file.Text));
        if (request.Remove.DpkgSettings.ToList() is { Count: > 0 } settings)
            entries = entries.Concat(Text(root, "before/etc/dpkg/dpkg.cfg.d/docker", 0x1A4, string.Join('\n', settings.Append(""))));
        return entries.Concat(Declared(root)).Concat(root.Contains("after") ? [] : [root.Folder("after", 0x1ED)]);
    }

    private IEnumerable<LayerEntry> Declared(ComposedRoot root)
    {
        var accounts = new Accounts(new Dictionary<string, byte[]>(), request.Users);
        foreach (var link in request.Links)
        {
            foreach (var entry in root.Place($"after{link.Path}", path => new() { Name = path, Type = TarEntryType.SymbolicLink, Mode = 0x1FF, LinkName = link.Target }))
                yield return entry;
        }
        foreach (var file in request.Files)
        {
            var (uid, gid) = accounts.Find(file.User, file.Group);
            foreach (var entry in root.Place($"after{file.Path}", path => new() { Name = path, Type = TarEntryType.RegularFile, Mode = file.Mode, UserId = uid, GroupId = gid }, file.Content))
                yield return entry;
        }
    }

    private static IEnumerable<LayerEntry> Text(ComposedRoot root, string path, int mode, string text) =>
        root.Place(path, place => new() { Name = place, Type = TarEntryType.RegularFile, Mode = mode }, Encoding.UTF8.GetBytes(text));

    private static IEnumerable<LayerEntry> Archive(ComposedRoot root, OpenedPackage package, HashedFiles files) =>
        root.Place(PathOf(package), static path => new() { Name = path, Type = TarEntryType.RegularFile, Mode = 0x1A4 })
            .Select(entry => entry.Metadata.Type != TarEntryType.RegularFile
                ? entry
                : new LayerEntry(entry.Metadata with { Size = package.Package.Size })
                {
                    OpenContent = () => File.OpenRead(files.PathOf(package.Package.Digest)),
                    Content = package.Package.Digest,
                });

    private static string PathOf(OpenedPackage package) => $"archives/{package.Package.Name}.deb";

    private string Script()
    {
        var essential = Essential(packages);
        var script = new StringBuilder($"""
            set -eu
            cd "$(dirname "$0")"
            export SOURCE_DATE_EPOCH={time.Seconds.ToString(CultureInfo.InvariantCulture)}
            cp -a before/. /
            dpkg --force-unsafe-io --force-confnew --force-depends --install {Paths(essential)}

            """);
        var batches = Batches(essential).ToList();
        foreach (var (batch, at) in batches.Select(static (batch, at) => (batch, at)))
        {
            script.Append(CultureInfo.InvariantCulture, $"dpkg --force-unsafe-io --force-confnew --unpack {Paths(batch)}\n");
            // Until all is there, some of what a package needs may still be to come.
            script.Append(CultureInfo.InvariantCulture, $"dpkg --force-unsafe-io --force-confnew {(at < batches.Count - 1 ? "--force-depends " : "")}--configure --pending\n");
        }
        // What only this making knows: logs, caches, copies of what was before, the times of what scripts made.
        script.Append("""
            cp -a after/. /
            rm -rf /var/log/apt /var/log/dpkg.log /var/log/alternatives.log /var/log/bootstrap.log /var/cache/ldconfig/aux-cache /var/cache/debconf/*-old
            rm -f /etc/passwd- /etc/group- /etc/shadow- /etc/gshadow- /etc/subuid- /etc/subgid- /etc/machine-id /var/lib/dbus/machine-id /var/lib/dpkg/*-old
            rm -f /var/lib/dpkg/lock /var/lib/dpkg/lock-frontend /var/lib/dpkg/triggers/Lock /var/lib/systemd/random-seed /etc/ssh/ssh_host_*
            find / -xdev -newer install -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} + 2>/dev/null || true

            """);
        return script.ToString();
    }

    private IEnumerable<IReadOnlyList<OpenedPackage>> Batches(IReadOnlyList<OpenedPackage> essential)
    {
        var done = essential.ToHashSet();
        var left = packages.Where(package => !done.Contains(package)).ToList();
        while (left.Count > 0)
        {
            var batch = left.Where(package => !package.Relations("Pre-Depends").SelectMany(static group => group).Any(wanted => left.Exists(other => other != package && other.Package.Name == wanted.Name))).ToList();
            // Packages that need each other before they are unpacked can't be put in order; dpkg says so then.
            if (batch.Count == 0)
                batch = [.. left];
            yield return batch;
            left.RemoveAll(batch.Contains);
        }
    }

    private static string Paths(IEnumerable<OpenedPackage> some) => string.Join(' ', some.Select(PathOf));
}
