// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>What a <see cref="DockerIgnore"/> says of one path, for a walk from the top.</summary>
public readonly struct IgnoreResult
{
    internal IgnoreResult(bool[]? matched, IgnorePattern? pattern, bool canSkip) => (Matched, Pattern, CanSkip) = (matched, pattern, canSkip);

    /// <summary>Whether the path is left out.</summary>
    public bool IsIgnored => Pattern is { IsException: false };

    /// <summary>Whether, the path being a folder, nothing below it can be let in again, so that a walk need not enter it.</summary>
    public bool CanSkip { get; }

    /// <summary>The last pattern that matched the path or a parent of it, which decides; null if none did.</summary>
    public IgnorePattern? Pattern { get; }

    /// <summary>Which patterns matched the path or a parent; null at the top.</summary>
    internal bool[]? Matched { get; }
}
