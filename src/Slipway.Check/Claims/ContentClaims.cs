// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Oci;

namespace Slipway.Check;

/// <summary>A package is installed in the image, or isn't.</summary>
public sealed record PackageClaim(SourcePlace Place, PackagePattern Package, Presence Presence) : Claim(Place)
{
    /// <inheritdoc/>
    public override string Word => "packages";

    /// <inheritdoc/>
    public override string Statement => Presence == Presence.Present ? $"package '{Package}' is present" : $"package '{Package}' is absent";
}

/// <summary>No package that compiles or links is in the image, and no such program where programs are looked for.</summary>
public sealed record BuildToolsClaim(SourcePlace Place) : Claim(Place)
{
    /// <inheritdoc/>
    public override string Word => "no-build-tools";

    /// <inheritdoc/>
    public override string Statement => "no build tool is in it";
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

    /// <summary>Why a path or pattern proves nothing: no path could match it, or one of every image does; null where it says something.</summary>
    public static string? FindProblem(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return FilePattern.FindProblem(path);
    }

    /// <summary>Whether a path has characters that stand for others.</summary>
    public static bool IsPattern(string path) => FilePattern.IsPattern(path);
}

/// <summary>The content of a file satisfies a pattern.</summary>
/// <param name="Place">Where it is said.</param>
/// <param name="Path">An absolute path of one regular file, through whatever links.</param>
/// <param name="Content">What the content must be, read as UTF-8.</param>
public sealed record FileContentClaim(SourcePlace Place, string Path, TextPattern Content) : Claim(Place)
{
    /// <inheritdoc/>
    public override string Word => "files.content";

    /// <inheritdoc/>
    public override string Statement => $"the content of '{Path}' {Content.Clause}";
}

/// <summary>Files have exactly these permission bits.</summary>
/// <param name="Place">Where it is said.</param>
/// <param name="Path">An absolute path; or a pattern, of whose matches the regular files are meant, or the directories where it ends in a slash.</param>
/// <param name="Mode">The twelve bits.</param>
public sealed record FileModeClaim(SourcePlace Place, string Path, int Mode) : Claim(Place)
{
    /// <inheritdoc/>
    public override string Word => "files.mode";

    /// <inheritdoc/>
    public override string Statement => $"the mode of '{Path}' is {Show(Mode)}";

    internal static string Show(int mode) => Convert.ToString(mode, 8).PadLeft(4, '0');
}

/// <summary>Files belong to this user, or to this user and group.</summary>
/// <param name="Place">Where it is said.</param>
/// <param name="Path">An absolute path, or a pattern all of whose matches but links are meant.</param>
/// <param name="Owner"><c>user</c> or <c>user:group</c>, names or numbers; names are looked up in the image.</param>
public sealed record FileOwnerClaim(SourcePlace Place, string Path, string Owner) : Claim(Place)
{
    /// <inheritdoc/>
    public override string Word => "files.owner";

    /// <inheritdoc/>
    public override string Statement => $"the owner of '{Path}' is '{Owner}'";
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
    public TextPattern? Output { get; init; }

    /// <inheritdoc/>
    public override string Word => "commands";

    /// <inheritdoc/>
    public override string Statement => string.Create(
        CultureInfo.InvariantCulture, $"{CommandText.Show(Command)} ends with {ExitCode}{(Output is null ? "" : $" and prints {Output}")}");
}
