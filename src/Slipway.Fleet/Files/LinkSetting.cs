// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>What the names in a target's Dockerfile may stand for (<c>links</c>).</summary>
/// <param name="Siblings">The siblings that they may; none where it is empty, every one where it is null.</param>
/// <param name="Place">Where it stands.</param>
public sealed record LinkSetting(IReadOnlyList<Located<string>>? Siblings, SourcePlace Place);
