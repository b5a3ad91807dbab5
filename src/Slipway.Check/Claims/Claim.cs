// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Check;

/// <summary>One thing that is said of an image and can be proven or not. The kinds of claims are closed: they are in this file.</summary>
/// <param name="Place">Where it is said.</param>
public abstract record Claim(SourcePlace Place)
{
    /// <summary>Whether the claim may stay unproven where nothing can prove it. A claim that is false is false all the same.</summary>
    public bool IsOptional { get; init; }

    /// <summary>The word of the fleet file that it stands under, such as <c>labels</c>.</summary>
    public abstract string Word { get; }

    /// <summary>The claim as a clause: <c>label 'queue.backend' is 'redis'</c>.</summary>
    public abstract string Statement { get; }
}

/// <summary>A label of the configuration has this value.</summary>
public sealed record LabelClaim(SourcePlace Place, string Name, string Value) : Claim(Place)
{
    /// <inheritdoc/>
    public override string Word => "labels";

    /// <inheritdoc/>
    public override string Statement => $"label '{Name}' is '{Value}'";
}

/// <summary>An annotation of the manifest has this value.</summary>
public sealed record AnnotationClaim(SourcePlace Place, string Name, string Value) : Claim(Place)
{
    /// <inheritdoc/>
    public override string Word => "annotations";

    /// <inheritdoc/>
    public override string Statement => $"annotation '{Name}' is '{Value}'";
}

/// <summary>A variable of the environment has this value.</summary>
public sealed record EnvironmentClaim(SourcePlace Place, string Name, string Value) : Claim(Place)
{
    /// <inheritdoc/>
    public override string Word => "env";

    /// <inheritdoc/>
    public override string Statement => $"variable '{Name}' is '{Value}'";
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

/// <summary>The image starts in this directory.</summary>
public sealed record WorkdirClaim(SourcePlace Place, string Path) : Claim(Place)
{
    /// <inheritdoc/>
    public override string Word => "workdir";

    /// <inheritdoc/>
    public override string Statement => $"the working directory is '{Path}'";
}

/// <summary>The image says that it listens on this port.</summary>
/// <param name="Place">Where it is said.</param>
/// <param name="Port">Number and protocol, <c>8000/tcp</c>.</param>
public sealed record PortClaim(SourcePlace Place, string Port) : Claim(Place)
{
    /// <inheritdoc/>
    public override string Word => "ports";

    /// <inheritdoc/>
    public override string Statement => $"port {Port} is exposed";
}

/// <summary>The image says how to tell that it is well, or doesn't.</summary>
public sealed record HealthcheckClaim(SourcePlace Place, Presence Presence) : Claim(Place)
{
    /// <inheritdoc/>
    public override string Word => "healthcheck";

    /// <inheritdoc/>
    public override string Statement => Presence == Presence.Present ? "it has a health check" : "it has no health check";
}

/// <summary>The entry point is exactly this.</summary>
public sealed record EntrypointClaim(SourcePlace Place, IReadOnlyList<string> Words) : Claim(Place)
{
    /// <inheritdoc/>
    public override string Word => "entrypoint";

    /// <inheritdoc/>
    public override string Statement => $"the entry point is {CommandText.Show(Words)}";
}

/// <summary>The command is exactly this.</summary>
public sealed record CmdClaim(SourcePlace Place, IReadOnlyList<string> Words) : Claim(Place)
{
    /// <inheritdoc/>
    public override string Word => "cmd";

    /// <inheritdoc/>
    public override string Statement => $"the command is {CommandText.Show(Words)}";
}

/// <summary>A package is installed in the image, or isn't.</summary>
public sealed record PackageClaim(SourcePlace Place, PackagePattern Package, Presence Presence) : Claim(Place)
{
    /// <inheritdoc/>
    public override string Word => "packages";

    /// <inheritdoc/>
    public override string Statement => Presence == Presence.Present ? $"package '{Package}' is present" : $"package '{Package}' is absent";
}

/// <summary>A file, directory or link is in the image, or isn't.</summary>
/// <param name="Place">Where it is said.</param>
/// <param name="Path">An absolute path; <c>*</c>, <c>?</c> and <c>**</c> match as in <c>.dockerignore</c>.</param>
/// <param name="Presence">Present: something matches. Absent: nothing does.</param>
public sealed record FileClaim(SourcePlace Place, string Path, Presence Presence) : Claim(Place)
{
    /// <inheritdoc/>
    public override string Word => "files";

    /// <inheritdoc/>
    public override string Statement => Presence == Presence.Present ? $"file '{Path}' is present" : $"file '{Path}' is absent";
}

/// <summary>The image is at most this large, per platform.</summary>
public sealed record SizeClaim(SourcePlace Place, SizeMeasure Measure, ByteSize Max) : Claim(Place)
{
    /// <inheritdoc/>
    public override string Word => Measure == SizeMeasure.Stored ? "size" : "size.compressed";

    /// <inheritdoc/>
    public override string Statement => Measure == SizeMeasure.Stored ? $"the size is at most {Max}" : $"the compressed size is at most {Max}";
}

/// <summary>The image is smaller than another of its fleet by at least this much, per platform.</summary>
/// <param name="Place">Where it is said.</param>
/// <param name="Measure">Which size is compared.</param>
/// <param name="Percent">The least saving, in percent of the sibling's size.</param>
/// <param name="Sibling">The name of the target it is compared with.</param>
public sealed record SavingClaim(SourcePlace Place, SizeMeasure Measure, decimal Percent, string Sibling) : Claim(Place)
{
    /// <inheritdoc/>
    public override string Word => Measure == SizeMeasure.Stored ? "size" : "size.compressed";

    /// <inheritdoc/>
    public override string Statement => $"it saves at least {Percent.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture)}% against '{Sibling}'";
}

/// <summary>The image exists for this platform.</summary>
public sealed record PlatformClaim(SourcePlace Place, Platform Platform) : Claim(Place)
{
    /// <inheritdoc/>
    public override string Word => "platforms";

    /// <inheritdoc/>
    public override string Statement => $"it exists for {Platform}";
}

/// <summary>A command, run in a container of the image, ends with this exit code and prints this.</summary>
public sealed record CommandClaim(SourcePlace Place, IReadOnlyList<string> Command) : Claim(Place)
{
    /// <summary>The exit code. The default is 0.</summary>
    public int ExitCode { get; init; }

    /// <summary>What it prints to its standard output; null says nothing of that.</summary>
    public OutputPattern? Output { get; init; }

    /// <inheritdoc/>
    public override string Word => "commands";

    /// <inheritdoc/>
    public override string Statement => $"{CommandText.Show(Command)} ends with {ExitCode}" + (Output is null ? "" : $" and prints {Output}");
}
