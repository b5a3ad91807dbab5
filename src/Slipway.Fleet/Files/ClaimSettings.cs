// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>What a fleet file claims of an image, before the words in braces are filled in.</summary>
public sealed record ClaimSettings
{
    /// <summary>Nothing is claimed.</summary>
    public static ClaimSettings Empty { get; } = new();

    /// <summary>Labels and their values.</summary>
    public IReadOnlyList<NamedText> Labels { get; init; } = [];

    /// <summary>Annotations and their values.</summary>
    public IReadOnlyList<NamedText> Annotations { get; init; } = [];

    /// <summary>Variables of the environment and their values.</summary>
    public IReadOnlyList<NamedText> Env { get; init; } = [];

    /// <summary>The user, by <c>uid</c>, <c>gid</c> and <c>name</c>.</summary>
    public IReadOnlyList<NamedText> User { get; init; } = [];

    /// <summary>The working directory.</summary>
    public Located<string>? Workdir { get; init; }

    /// <summary>Ports, <c>8000/tcp</c>.</summary>
    public IReadOnlyList<Located<string>> Ports { get; init; } = [];

    /// <summary>Whether there is a health check.</summary>
    public Located<Presence>? Healthcheck { get; init; }

    /// <summary>The entry point.</summary>
    public Located<IReadOnlyList<string>>? Entrypoint { get; init; }

    /// <summary>The command.</summary>
    public Located<IReadOnlyList<string>>? Cmd { get; init; }

    /// <summary>Packages.</summary>
    public IReadOnlyList<PresenceSetting> Packages { get; init; } = [];

    /// <summary>Files.</summary>
    public IReadOnlyList<PresenceSetting> Files { get; init; } = [];

    /// <summary>The size.</summary>
    public SizeSettings Size { get; init; } = SizeSettings.Empty;

    /// <summary>The compressed size.</summary>
    public SizeSettings Compressed { get; init; } = SizeSettings.Empty;

    /// <summary>Platforms.</summary>
    public IReadOnlyList<Located<Platform>> Platforms { get; init; } = [];

    /// <summary>Commands and what they do.</summary>
    public IReadOnlyList<CommandSetting> Commands { get; init; } = [];

    /// <summary>
    /// These claims with <paramref name="upper"/> laid over them: maps merge by key, lists join, of two largest sizes the tighter holds.
    /// </summary>
    public ClaimSettings Under(ClaimSettings upper) => new()
    {
        Labels = ImageSettings.Merge(Labels, upper.Labels),
        Annotations = ImageSettings.Merge(Annotations, upper.Annotations),
        Env = ImageSettings.Merge(Env, upper.Env),
        User = ImageSettings.Merge(User, upper.User),
        Workdir = upper.Workdir ?? Workdir,
        Ports = [.. Ports, .. upper.Ports],
        Healthcheck = upper.Healthcheck ?? Healthcheck,
        Entrypoint = upper.Entrypoint ?? Entrypoint,
        Cmd = upper.Cmd ?? Cmd,
        Packages = [.. Packages, .. upper.Packages],
        Files = [.. Files, .. upper.Files],
        Size = Size.Under(upper.Size),
        Compressed = Compressed.Under(upper.Compressed),
        Platforms = [.. Platforms, .. upper.Platforms],
        Commands = [.. Commands, .. upper.Commands],
    };
}
