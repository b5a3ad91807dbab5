// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>What is said of an image, or of some of its variants. Null, or an empty map, says nothing.</summary>
public sealed record ImageSettings
{
    /// <summary>Nothing is said.</summary>
    public static ImageSettings Empty { get; } = new();

    /// <summary>What the image is, for people.</summary>
    public Located<string>? Description { get; init; }

    /// <summary>Its version, where it isn't the fleet's.</summary>
    public Located<string>? Version { get; init; }

    /// <summary>The name of its target, in place of <c>image(axis=value)</c>.</summary>
    public Located<string>? Name { get; init; }

    /// <summary>The folder of the build's context. The default is the fleet file's.</summary>
    public Located<string>? Context { get; init; }

    /// <summary>The Dockerfile, from the context. The default is <c>Dockerfile</c>.</summary>
    public Located<string>? Dockerfile { get; init; }

    /// <summary>The text of a Dockerfile, in place of a file.</summary>
    public Located<string>? DockerfileInline { get; init; }

    /// <summary>The packages that the image is composed from, in place of a Dockerfile.</summary>
    public PackagesSetting? Packages { get; init; }

    /// <summary>The stage that is built. The default is the last.</summary>
    public Located<string>? Target { get; init; }

    /// <summary>Further contexts, by the name that the Dockerfile knows them by.</summary>
    public IReadOnlyList<NamedText> Contexts { get; init; } = [];

    /// <summary>Build arguments.</summary>
    public IReadOnlyList<NamedText> Args { get; init; } = [];

    /// <summary>Labels that are added to the configuration.</summary>
    public IReadOnlyList<NamedText> Labels { get; init; } = [];

    /// <summary>Annotations that are added to the manifest.</summary>
    public IReadOnlyList<NamedText> Annotations { get; init; } = [];

    /// <summary>Texts that a report shows, by the headings of their columns.</summary>
    public IReadOnlyList<NamedText> Columns { get; init; } = [];

    /// <summary>Tags, or whole references.</summary>
    public IReadOnlyList<Located<string>>? Tags { get; init; }

    /// <summary>The platforms.</summary>
    public IReadOnlyList<Located<Platform>>? Platforms { get; init; }

    /// <summary>Whether what earlier builds left is used. The default is that it is.</summary>
    public Located<CacheUse>? Cache { get; init; }

    /// <summary>Whether bases are asked for at their registries. The default is when the store lacks them.</summary>
    public Located<BasePull>? Pull { get; init; }

    /// <summary>Caches from elsewhere that the build takes results from.</summary>
    public IReadOnlyList<Located<string>>? CacheImports { get; init; }

    /// <summary>Where what the build comes to is carried.</summary>
    public IReadOnlyList<Located<string>>? CacheExports { get; init; }

    /// <summary>The stages that no cache is used for.</summary>
    public IReadOnlyList<Located<string>>? NoCacheStages { get; init; }

    /// <summary>The network of RUN steps. The default is the host's.</summary>
    public Located<StepNetwork>? Network { get; init; }

    /// <summary>Names for the /etc/hosts of RUN steps, with their addresses.</summary>
    public IReadOnlyList<NamedText> ExtraHosts { get; init; } = [];

    /// <summary>Secrets of RUN steps, as <c>id=NAME,src=FILE</c> or <c>id=NAME,env=VARIABLE</c>.</summary>
    public IReadOnlyList<Located<string>>? Secrets { get; init; }

    /// <summary>SSH agents of RUN steps, as <c>default</c>, <c>ID=SOCKET</c> or <c>ID=KEY,KEY</c>.</summary>
    public IReadOnlyList<Located<string>>? SshAgents { get; init; }

    /// <summary>Where the image goes, in the words of <c>--output</c>. The default is the local store.</summary>
    public IReadOnlyList<Located<string>>? Outputs { get; init; }

    /// <summary>The siblings that names in the Dockerfile may stand for. The default is every one.</summary>
    public LinkSetting? Links { get; init; }

    /// <summary>What the lists of these settings do to those that they are laid over. The default is to take their place.</summary>
    public SettingJoin Join { get; init; }

    /// <summary>Platforms that come to those of the image, or of the fleet where the image has none of its own. The default is none.</summary>
    public IReadOnlyList<Located<Platform>> AddedPlatforms { get; init; } = [];

    /// <summary>What is claimed.</summary>
    public ClaimSettings Claims { get; init; } = ClaimSettings.Empty;

    /// <summary>These settings with <paramref name="upper"/> laid over them: scalars replace, lists as its <see cref="Join"/> says, maps merge by key, claims join.</summary>
    public ImageSettings Under(ImageSettings upper) => new()
    {
        Description = upper.Description ?? Description,
        Version = upper.Version ?? Version,
        Name = upper.Name ?? Name,
        Context = upper.Context ?? Context,
        // Of the two ways to say one thing the upper's counts.
        Dockerfile = upper.Dockerfile ?? (upper.DockerfileInline is null ? Dockerfile : null),
        DockerfileInline = upper.DockerfileInline ?? (upper.Dockerfile is null ? DockerfileInline : null),
        Packages = upper.Packages ?? Packages,
        Target = upper.Target ?? Target,
        Contexts = Merge(Contexts, upper.Contexts),
        Args = Merge(Args, upper.Args),
        Labels = Merge(Labels, upper.Labels),
        Annotations = Merge(Annotations, upper.Annotations),
        Columns = Merge(Columns, upper.Columns),
        Tags = Joined(Tags, upper.Tags, upper.Join),
        Platforms = upper.Join == SettingJoin.Append ? Platforms : upper.Platforms ?? Platforms,
        AddedPlatforms = upper.Platforms is null ? AddedPlatforms : upper.Join == SettingJoin.Append ? [.. AddedPlatforms, .. upper.Platforms] : [],
        Cache = upper.Cache ?? Cache,
        Pull = upper.Pull ?? Pull,
        CacheImports = Joined(CacheImports, upper.CacheImports, upper.Join),
        CacheExports = Joined(CacheExports, upper.CacheExports, upper.Join),
        NoCacheStages = Joined(NoCacheStages, upper.NoCacheStages, upper.Join),
        Network = upper.Network ?? Network,
        ExtraHosts = Merge(ExtraHosts, upper.ExtraHosts),
        Secrets = Joined(Secrets, upper.Secrets, upper.Join),
        SshAgents = Joined(SshAgents, upper.SshAgents, upper.Join),
        Outputs = Joined(Outputs, upper.Outputs, upper.Join),
        Links = upper.Links ?? Links,
        Claims = Claims.Under(upper.Claims),
    };

    private static IReadOnlyList<Located<string>>? Joined(IReadOnlyList<Located<string>>? lower, IReadOnlyList<Located<string>>? upper, SettingJoin join) =>
        upper is null ? lower : join == SettingJoin.Append ? [.. lower ?? [], .. upper] : upper;

    /// <summary>Two maps as one: a key keeps the place in the order that it had first, and takes the later value.</summary>
    internal static IReadOnlyList<NamedText> Merge(IReadOnlyList<NamedText> lower, IReadOnlyList<NamedText> upper)
    {
        if (upper.Count == 0)
            return lower;
        return
        [
            .. lower.Select(own => upper.LastOrDefault(other => other.Name == own.Name) ?? own),
            .. upper.Where(other => lower.All(own => own.Name != other.Name)),
        ];
    }
}
