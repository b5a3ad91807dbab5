// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>The packages that an image is composed from, in place of a Dockerfile.</summary>
/// <param name="From">The distribution and its release, <c>debian/bookworm</c>.</param>
/// <param name="Include">The packages beside the release's minimum.</param>
/// <param name="Place">Where it stands.</param>
public sealed record PackagesSetting(Located<string> From, IReadOnlyList<Located<string>> Include, SourcePlace Place);
