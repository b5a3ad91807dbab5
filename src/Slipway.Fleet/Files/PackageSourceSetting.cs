// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>A further source of packages.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Uri">The mirror's address.</param>
/// <param name="Suite">The suite.</param>
/// <param name="Key">The key that signs it: a file beside the fleet file, or the key itself.</param>
/// <param name="Place">Where it stands.</param>
public sealed record PackageSourceSetting(Located<string> Name, Located<string> Uri, Located<string> Suite, Located<string> Key, SourcePlace Place)
{
    /// <summary>Its components. The default is <c>main</c>.</summary>
    public IReadOnlyList<Located<string>>? Components { get; init; }
}
