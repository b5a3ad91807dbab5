// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Packages;

/// <summary>
/// Files that a Debian image for containers has beside its packages. Their names are those of the images that Dockerfiles were written for:
/// many a RUN step removes or replaces one of them.
/// </summary>
internal static class DebianFiles
{
    private const string RemoveArchives = "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true";

    private const string PolicyScript = """
        #!/bin/sh
        # No service is started while packages are installed: there is no init to look after it.
        exit 101

        """;

    /// <summary>The files, each with the folder it stands in.</summary>
    public static IReadOnlyList<AddedFile> For(DebianSuite suite) =>
    [
        new("usr/sbin", "policy-rc.d", 0x1ED, PolicyScript),
        new("etc/apt/sources.list.d", "debian.sources", 0x1A4, Sources(suite)),
        new("etc/apt/apt.conf.d", "docker-autoremove-suggests", 0x1A4, "Apt::AutoRemove::SuggestsImportant \"false\";\n"),
        new("etc/apt/apt.conf.d", "docker-clean", 0x1A4, $$"""
            DPkg::Post-Invoke { "{{RemoveArchives}}"; };
            APT::Update::Post-Invoke { "{{RemoveArchives}}"; };
            Dir::Cache::pkgcache "";
            Dir::Cache::srcpkgcache "";

            """),
        new("etc/apt/apt.conf.d", "docker-gzip-indexes", 0x1A4, "Acquire::GzipIndexes \"true\";\n"),
        new("etc/apt/apt.conf.d", "docker-no-languages", 0x1A4, "Acquire::Languages \"none\";\n"),
        new("etc/dpkg/dpkg.cfg.d", "docker-apt-speedup", 0x1A4, "force-unsafe-io\n"),
    ];

    private static string Sources(DebianSuite suite) => string.Join('\n', AptSources.DefaultsFor(suite)
        .GroupBy(static source => source.Uri)
        .Select(static group => $"""
            Types: deb
            URIs: {group.Key}
            Suites: {string.Join(' ', group.Select(static source => source.Suite))}
            Components: main
            Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

            """));
}
