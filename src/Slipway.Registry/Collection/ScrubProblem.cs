// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>Something that a scrub found wrong.</summary>
/// <param name="Digest">The blob or manifest; null where it is about the records as a whole.</param>
/// <param name="Problem">What is wrong, a clause.</param>
/// <param name="Affected">Some of the tags that lead to it (<c>team/app:1.0</c>), or the manifest itself (<c>team/app@sha256:…</c>); none where nothing does.</param>
/// <param name="Remedy">What has been done, and what to do.</param>
public sealed record ScrubProblem(Digest? Digest, string Problem, IReadOnlyList<string> Affected, string Remedy);
