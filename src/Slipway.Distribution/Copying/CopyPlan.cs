// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Distribution;

/// <summary>What a copy would do.</summary>
/// <param name="Result">What would come to the destinations.</param>
/// <param name="Places">How much of it each lacks, in the order of the request.</param>
public sealed record CopyPlan(CopyResult Result, IReadOnlyList<PlannedPlace> Places);
