// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

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
/// <param name="From">The distribution and its release, such as <c>debian/bookworm</c>.</param>
public sealed record PackagesSource(string From) : ImageSource
{
    /// <summary>The packages wanted beside the release's minimum, in any order.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>How the image runs: environment, command, user and the rest. Null stands for Docker's default PATH and <c>bash</c>.</summary>
    public Oci.ContainerConfig? Config { get; init; }
}
