// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Build;

/// <summary>COPY and ADD.</summary>
internal sealed record CopyOperation : Operation
{
    /// <summary>What is copied, in order.</summary>
    public required IReadOnlyList<CopySource> Sources { get; init; }

    /// <summary>The absolute path in the root; ends in a slash where it must be a directory.</summary>
    public required string Destination { get; init; }

    /// <summary>--chown, or null.</summary>
    public string? Owner { get; init; }

    /// <summary>--chmod, or null.</summary>
    public ModeChange? Mode { get; init; }

    /// <summary>--chmod as it is written, variables in place; null without one.</summary>
    public string? ModeText { get; init; }

    /// <summary>--exclude, each.</summary>
    public IReadOnlyList<string> Excludes { get; init; } = [];

    /// <summary>--parents.</summary>
    public bool KeepsParents { get; init; }

    /// <summary>--link: the root is not looked at.</summary>
    public bool IsLinked { get; init; }

    /// <summary>Whether archives among local files are unpacked.</summary>
    public bool UnpacksLocal { get; init; }

    /// <summary>Whether archives among fetched files are unpacked.</summary>
    public bool UnpacksDownloads { get; init; }

    public override void Describe(KeyWriter key)
    {
        key.Add("kind", "copy");
        key.Add("destination", Destination);
        key.Add("sources", Sources.Select(static source => source.Text));
        key.Add("chown", Owner);
        key.Add("chmod", ModeText);
        key.Add("exclude", Excludes);
        key.Add("flags", [KeepsParents ? "parents" : "", IsLinked ? "link" : "", UnpacksLocal ? "unpack" : "", UnpacksDownloads ? "unpack downloads" : ""]);
        foreach (var inline in Sources.OfType<InlineCopySource>())
            key.Add($"text of {inline.Name}", inline.Content);
    }
}
