// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Oci;

namespace Slipway.Packages;

/// <summary>An image that is composed from Debian's packages, without any of their scripts.</summary>
public sealed record PackagesRequest
{
    // Raised when what is made of the same packages changes.
    private const string Format = "1";

    /// <summary>The release of Debian.</summary>
    public required DebianSuite Suite { get; init; }

    /// <summary>The packages wanted, each <c>name[=version]</c>; what they depend on comes too. The default is none.</summary>
    /// <exception cref="FormatException">One is not a package's name.</exception>
    public IReadOnlyList<string> Include { get; init => field = [.. value.Select(BaseImageRequest.Checked).Distinct(StringComparer.Ordinal)]; } = [];

    /// <summary>What it runs on. The default is this machine's platform.</summary>
    public Platform Platform { get; init; } = Platform.Host;

    /// <summary>What is there beside the packages wanted. The default is the minimum.</summary>
    public PackageBase Base { get; init; } = PackageBase.Minimal;

    /// <summary>Whether what packages recommend comes too. The default is that it doesn't.</summary>
    public RecommendedPackages Recommends { get; init; } = RecommendedPackages.LeftOut;

    /// <summary>Debian's components. The default is <c>main</c>.</summary>
    public IReadOnlyList<string> Components { get; init; } = ["main"];

    /// <summary>Further sources. The default is none.</summary>
    public IReadOnlyList<PackageOrigin> Sources { get; init; } = [];

    /// <summary>Users that it is to have. The default is none beside Debian's own.</summary>
    public IReadOnlyList<DeclaredUser> Users { get; init; } = [];

    /// <summary>Links that it is to have. The default is none.</summary>
    public IReadOnlyList<DeclaredLink> Links { get; init; } = [];

    /// <summary>Files that it is to have. The default is none.</summary>
    public IReadOnlyList<DeclaredFile> Files { get; init; } = [];

    /// <summary>What of the packages stays out. The default is documentation, manual pages and translations; copyright files stay.</summary>
    public RemovedPaths Remove { get; init; } = RemovedPaths.Default;

    /// <summary>How it is laid out. The default is one layer.</summary>
    public LayerGrouping Layers { get; init; } = LayerGrouping.One;

    /// <summary>What decides which packages it has, as one line; two that say the same get the same.</summary>
    internal string Selection => string.Join(' ',
    [
        $"debian/{Suite}", DebianArchitecture.Of(Platform), Base == PackageBase.Full ? "full" : "minimal",
        .. Recommends == RecommendedPackages.Included ? ["recommends"] : Array.Empty<string>(),
        .. Components.SequenceEqual(["main"]) ? [] : Components.Select(static component => $"component:{component}"),
        .. Sources.Select(static source => $"source:{source.Address},{source.Suite},{string.Join('+', source.Components)}"),
        .. Include.Order(StringComparer.Ordinal),
    ]);

    /// <summary>What decides which packages it has.</summary>
    public override string ToString() => Selection;

    /// <summary>What an image of it depends on: the packages, and everything that is declared.</summary>
    public Digest DigestOf(PackageSet packages)
    {
        ArgumentNullException.ThrowIfNull(packages);
        string[] parts =
        [
            Format, Selection, $"{Platform}", $"{Layers} {(Layers == LayerGrouping.Each ? string.Join(' ', Include) : "")}", Remove.ToString(),
            .. packages.Packages.Select(static package => $"{package.Name} {package.Version} {package.Architecture} {package.Digest}"),
            .. Users.Select(static user => $"user {user.Name} {user.Uid} {user.Gid} {user.EffectiveHome} {user.Shell} {string.Join(',', user.Groups)}"),
            .. Links.Select(static link => $"link {link.Path} {link.Target}"),
            .. Files.Select(static file => $"file {file.Describe()}"),
        ];
        return Digest.Sha256(Encoding.UTF8.GetBytes(string.Join('\n', parts)));
    }
}
