// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>A file of an image that is composed from packages.</summary>
/// <param name="Path">Where it is in the image.</param>
/// <param name="Place">Where it stands.</param>
public sealed record PackageFileSetting(string Path, SourcePlace Place)
{
    /// <summary>What it holds, where that is written out.</summary>
    public Located<string>? Content { get; init; }

    /// <summary>The file beside the fleet file whose content it gets.</summary>
    public Located<string>? Source { get; init; }

    /// <summary>Its permission bits; null is 0644.</summary>
    public Located<int>? Mode { get; init; }

    /// <summary>Its owner, <c>user[:group]</c>; null is root.</summary>
    public Located<string>? Owner { get; init; }
}
