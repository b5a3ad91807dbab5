// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Packages;

namespace Slipway.Build;

/// <summary>What an image is made from: a <see cref="DockerfileSource"/> or a <see cref="PackagesSource"/>.</summary>
public abstract record ImageSource
{
    private protected ImageSource()
    {
    }
}

/// <summary>A Dockerfile.</summary>
/// <param name="Text">Its text, with the path it is shown under in diagnostics.</param>
public sealed record DockerfileSource(SourceText Text) : ImageSource
{
    /// <summary>
    /// The absolute path of the file, beside which <c>&lt;file&gt;.dockerignore</c> is looked for; null where the text came from elsewhere
    /// (a pipe, an inline Dockerfile), and then only the context's own <c>.dockerignore</c> counts.
    /// </summary>
    public string? File { get; init; }
}

/// <summary>Debian packages, composed into a root file system without a Dockerfile.</summary>
/// <param name="Request">Which, and what is declared beside them. Its platform doesn't count: an image is composed for each of its target's.</param>
public sealed record PackagesSource(PackagesRequest Request) : ImageSource
{
    /// <summary>Whether the packages' own scripts run. The default is that they don't.</summary>
    public PackageScripts Scripts { get; init; }

    /// <summary>The absolute path of the lock file that says which versions it is composed from; null, the default, takes what sources offer now.</summary>
    public string? LockFile { get; init; }

    /// <summary>How the image runs: environment, command, user and the rest. Null stands for Docker's default PATH, and <c>bash</c> where the packages' scripts ran.</summary>
    public Oci.ContainerConfig? Config { get; init; }
}
