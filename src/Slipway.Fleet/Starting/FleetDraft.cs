// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>A fleet file for a tree of Dockerfiles, as <c>slipway init</c> writes it.</summary>
public sealed record FleetDraft
{
    /// <summary>The file's text; null where no Dockerfile was found that can be read.</summary>
    public string? Text { get; init; }

    /// <summary>The names of the images, in the order of the file.</summary>
    public IReadOnlyList<string> Images { get; init; } = [];

    /// <summary>Which image stands on which, as the file will be read: <c>api → base</c>.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];

    /// <summary>How many things are claimed.</summary>
    public int ClaimCount { get; init; }

    /// <summary>The version, and where it comes from.</summary>
    public string Version { get; init; } = "";

    /// <summary>What was left out, or wants a look, as clauses.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Looks for Dockerfiles and drafts the file. Nothing is written.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static Task<FleetDraft> CreateAsync(FleetDraftOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new FleetDrafting(options).RunAsync(cancellationToken);
    }
}
