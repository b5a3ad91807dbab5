// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Check;

/// <summary>What is claimed of an entry of one of the image's maps.</summary>
/// <param name="Place">Where it is said.</param>
/// <param name="Name">The entry's name.</param>
/// <param name="Test">What is claimed of it.</param>
public abstract record EntryClaim(SourcePlace Place, string Name, EntryTest Test) : Claim(Place)
{
    /// <inheritdoc/>
    public override string Statement => Test.Describe(Noun, Name);

    internal abstract string Noun { get; }
}

/// <summary>A label of the configuration is there, isn't, or has this value.</summary>
public sealed record LabelClaim(SourcePlace Place, string Name, EntryTest Test) : EntryClaim(Place, Name, Test)
{
    /// <inheritdoc/>
    public override string Word => "labels";

    internal override string Noun => "label";
}

/// <summary>An annotation of the manifest is there, isn't, or has this value.</summary>
public sealed record AnnotationClaim(SourcePlace Place, string Name, EntryTest Test) : EntryClaim(Place, Name, Test)
{
    /// <inheritdoc/>
    public override string Word => "annotations";

    internal override string Noun => "annotation";
}

/// <summary>A variable of the environment is there, isn't, or has this value.</summary>
public sealed record EnvironmentClaim(SourcePlace Place, string Name, EntryTest Test) : EntryClaim(Place, Name, Test)
{
    /// <inheritdoc/>
    public override string Word => "env";

    internal override string Noun => "variable";
}

/// <summary>The user that the image runs as has this number, group or name.</summary>
public sealed record UserClaim(SourcePlace Place, UserPart Part, string Value) : Claim(Place)
{
    /// <inheritdoc/>
    public override string Word => "user";

    /// <inheritdoc/>
    public override string Statement => Part switch
    {
        UserPart.Uid => $"it runs as user number {Value}",
        UserPart.Gid => $"it runs as group number {Value}",
        _ => $"it runs as user '{Value}'",
    };
}

/// <summary>The image runs as somebody whom it knows, and who is not root.</summary>
public sealed record NotRootClaim(SourcePlace Place) : Claim(Place)
{
    /// <inheritdoc/>
    public override string Word => "user";

    /// <inheritdoc/>
    public override string Statement => "it doesn't run as root";
}

/// <summary>The image starts in this directory.</summary>
public sealed record WorkdirClaim(SourcePlace Place, string Path) : Claim(Place)
{
    /// <inheritdoc/>
    public override string Word => "workdir";

    /// <inheritdoc/>
    public override string Statement => $"the working directory is '{Path}'";
}

/// <summary>The image says that it listens on this port, or doesn't say so.</summary>
/// <param name="Place">Where it is said.</param>
/// <param name="Port">Number and protocol, <c>8000/tcp</c>.</param>
/// <param name="Presence">Whether it says so.</param>
public sealed record PortClaim(SourcePlace Place, string Port, Presence Presence) : Claim(Place)
{
    /// <inheritdoc/>
    public override string Word => "ports";

    /// <inheritdoc/>
    public override string Statement => $"port {Port} is {(Presence == Presence.Present ? "" : "not ")}exposed";
}

/// <summary>The image asks for a volume at this path, or doesn't.</summary>
public sealed record VolumeClaim(SourcePlace Place, string Path, Presence Presence) : Claim(Place)
{
    /// <inheritdoc/>
    public override string Word => "volumes";

    /// <inheritdoc/>
    public override string Statement => $"'{Path}' is {(Presence == Presence.Present ? "a" : "no")} volume";
}

/// <summary>The image says how to tell that it is well, or doesn't.</summary>
public sealed record HealthcheckClaim(SourcePlace Place, Presence Presence) : Claim(Place)
{
    /// <inheritdoc/>
    public override string Word => "healthcheck";

    /// <inheritdoc/>
    public override string Statement => Presence == Presence.Present ? "it has a health check" : "it has no health check";
}

/// <summary>The health check runs exactly this.</summary>
/// <param name="Place">Where it is said.</param>
/// <param name="Test">As the configuration has it: <c>CMD</c> and the words of a command, or <c>CMD-SHELL</c> and a line for the shell.</param>
public sealed record HealthcheckTestClaim(SourcePlace Place, IReadOnlyList<string> Test) : Claim(Place)
{
    /// <inheritdoc/>
    public override string Word => "healthcheck";

    /// <inheritdoc/>
    public override string Statement => $"the health check is {CommandText.Show(Test)}";
}

/// <summary>A number of the health check is this; where the image gives none, Docker's default counts.</summary>
/// <param name="Place">Where it is said.</param>
/// <param name="Part">Which number.</param>
/// <param name="Value">Nanoseconds, or a count for <see cref="HealthcheckPart.Retries"/>.</param>
public sealed record HealthcheckNumberClaim(SourcePlace Place, HealthcheckPart Part, long Value) : Claim(Place)
{
    /// <inheritdoc/>
    public override string Word => "healthcheck";

    /// <inheritdoc/>
    public override string Statement => $"the health check's {HealthcheckNumbers.Name(Part)} is {HealthcheckNumbers.Show(Part, Value)}";
}

/// <summary>The entry point is exactly this; nothing is none.</summary>
public sealed record EntrypointClaim(SourcePlace Place, IReadOnlyList<string> Words) : Claim(Place)
{
    /// <inheritdoc/>
    public override string Word => "entrypoint";

    /// <inheritdoc/>
    public override string Statement => Words.Count == 0 ? "there is no entry point" : $"the entry point is {CommandText.Show(Words)}";
}

/// <summary>The command is exactly this; nothing is none.</summary>
public sealed record CmdClaim(SourcePlace Place, IReadOnlyList<string> Words) : Claim(Place)
{
    /// <inheritdoc/>
    public override string Word => "cmd";

    /// <inheritdoc/>
    public override string Statement => Words.Count == 0 ? "there is no command" : $"the command is {CommandText.Show(Words)}";
}

/// <summary>This signal asks the image to stop; where it names none, that is SIGTERM.</summary>
public sealed record StopSignalClaim(SourcePlace Place, Signal Signal) : Claim(Place)
{
    /// <inheritdoc/>
    public override string Word => "stop-signal";

    /// <inheritdoc/>
    public override string Statement => $"the stop signal is {Signal}";
}
