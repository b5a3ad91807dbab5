// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>What a fleet file claims of an image, before the words in braces are filled in.</summary>
public sealed record ClaimSettings
{
    /// <summary>Nothing is claimed.</summary>
    public static ClaimSettings Empty { get; } = new();

    /// <summary>Labels.</summary>
    public IReadOnlyList<EntrySetting> Labels { get; init; } = [];

    /// <summary>Annotations.</summary>
    public IReadOnlyList<EntrySetting> Annotations { get; init; } = [];

    /// <summary>Variables of the environment.</summary>
    public IReadOnlyList<EntrySetting> Env { get; init; } = [];

    /// <summary>The user, by <c>uid</c>, <c>gid</c> and <c>name</c>; <c>not-root</c> where it is only claimed who it isn't.</summary>
    public IReadOnlyList<NamedText> User { get; init; } = [];

    /// <summary>The working directory.</summary>
    public Located<string>? Workdir { get; init; }

    /// <summary>Ports, <c>8000/tcp</c>.</summary>
    public IReadOnlyList<PresenceSetting> Ports { get; init; } = [];

    /// <summary>Volumes, by their paths.</summary>
    public IReadOnlyList<PresenceSetting> Volumes { get; init; } = [];

    /// <summary>The health check.</summary>
    public HealthcheckSettings Healthcheck { get; init; } = HealthcheckSettings.Empty;

    /// <summary>The entry point; no words claim that there is none.</summary>
    public Located<IReadOnlyList<string>>? Entrypoint { get; init; }

    /// <summary>The command; no words claim that there is none.</summary>
    public Located<IReadOnlyList<string>>? Cmd { get; init; }

    /// <summary>The stop signal.</summary>
    public Located<string>? StopSignal { get; init; }

    /// <summary>How many layers there are.</summary>
    public LayersSettings Layers { get; init; } = LayersSettings.Empty;

    /// <summary>Packages.</summary>
    public IReadOnlyList<PresenceSetting> Packages { get; init; } = [];

    /// <summary>Where it is claimed that no build tool is there; null where it isn't.</summary>
    public SourcePlace? NoBuildTools { get; init; }

    /// <summary>Files.</summary>
    public IReadOnlyList<PresenceSetting> Files { get; init; } = [];

    /// <summary>The contents of files, by path.</summary>
    public IReadOnlyList<EntrySetting> FileContents { get; init; } = [];

    /// <summary>The permission bits of files, in octal digits, by path.</summary>
    public IReadOnlyList<NamedText> FileModes { get; init; } = [];

    /// <summary>The owners of files, <c>user[:group]</c>, by path.</summary>
    public IReadOnlyList<NamedText> FileOwners { get; init; } = [];

    /// <summary>The size.</summary>
    public SizeSettings Size { get; init; } = SizeSettings.Empty;

    /// <summary>The compressed size.</summary>
    public SizeSettings Compressed { get; init; } = SizeSettings.Empty;

    /// <summary>Platforms.</summary>
    public IReadOnlyList<Located<Platform>> Platforms { get; init; } = [];

    /// <summary>What is claimed of one platform alone, for each of which that is so.</summary>
    public IReadOnlyList<PlatformClaims> OfPlatforms { get; init; } = [];

    /// <summary>Commands and what they do.</summary>
    public IReadOnlyList<CommandSetting> Commands { get; init; } = [];

    /// <summary>
    /// These claims with <paramref name="upper"/> laid over them: maps merge by key, lists join, of two largest sizes or numbers the tighter
    /// holds.
    /// </summary>
    public ClaimSettings Under(ClaimSettings upper)
    {
        ArgumentNullException.ThrowIfNull(upper);
        return new()
        {
            Labels = Merge(Labels, upper.Labels),
            Annotations = Merge(Annotations, upper.Annotations),
            Env = Merge(Env, upper.Env),
            User = ImageSettings.Merge(User, upper.User),
            Workdir = upper.Workdir ?? Workdir,
            Ports = [.. Ports, .. upper.Ports],
            Volumes = [.. Volumes, .. upper.Volumes],
            Healthcheck = Healthcheck.Under(upper.Healthcheck),
            Entrypoint = upper.Entrypoint ?? Entrypoint,
            Cmd = upper.Cmd ?? Cmd,
            StopSignal = upper.StopSignal ?? StopSignal,
            Layers = Layers.Under(upper.Layers),
            Packages = [.. Packages, .. upper.Packages],
            NoBuildTools = upper.NoBuildTools ?? NoBuildTools,
            Files = [.. Files, .. upper.Files],
            FileContents = Merge(FileContents, upper.FileContents),
            FileModes = ImageSettings.Merge(FileModes, upper.FileModes),
            FileOwners = ImageSettings.Merge(FileOwners, upper.FileOwners),
            Size = Size.Under(upper.Size),
            Compressed = Compressed.Under(upper.Compressed),
            Platforms = [.. Platforms, .. upper.Platforms],
            OfPlatforms = Merge(OfPlatforms, upper.OfPlatforms),
            Commands = [.. Commands, .. upper.Commands],
        };
    }

    /// <summary>What is claimed of the image of a platform.</summary>
    internal ClaimSettings On(Platform platform) =>
        OfPlatforms.FirstOrDefault(own => own.Platform == platform) is { } own ? (this with { OfPlatforms = [] }).Under(own.Claims) : this;

    private static IReadOnlyList<EntrySetting> Merge(IReadOnlyList<EntrySetting> lower, IReadOnlyList<EntrySetting> upper) =>
    [
        .. lower.Select(own => upper.LastOrDefault(other => other.Name == own.Name) ?? own),
        .. upper.Where(other => lower.All(own => own.Name != other.Name)),
    ];

    private static IReadOnlyList<PlatformClaims> Merge(IReadOnlyList<PlatformClaims> lower, IReadOnlyList<PlatformClaims> upper) =>
    [
        .. lower.Select(own => upper.FirstOrDefault(other => other.Platform == own.Platform) is { } other ? own with { Claims = own.Claims.Under(other.Claims) } : own),
        .. upper.Where(other => lower.All(own => own.Platform != other.Platform)),
    ];
}
