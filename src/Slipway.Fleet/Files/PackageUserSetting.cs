// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>A user of an image that is composed from packages.</summary>
/// <param name="Name">The name.</param>
/// <param name="Place">Where it stands.</param>
public sealed record PackageUserSetting(Located<string> Name, SourcePlace Place)
{
    /// <summary>The id; null takes the first that is free.</summary>
    public Located<uint>? Uid { get; init; }

    /// <summary>The id of the group; null is the user's.</summary>
    public Located<uint>? Gid { get; init; }

    /// <summary>The home; null is <c>/home/NAME</c>.</summary>
    public Located<string>? Home { get; init; }

    /// <summary>The shell; null is one that lets nobody in.</summary>
    public Located<string>? Shell { get; init; }

    /// <summary>Further groups.</summary>
    public IReadOnlyList<Located<string>> Groups { get; init; } = [];
}
