// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>The key that a step had when it last ran, by fields, so that a miss can name the one that changed.</summary>
/// <param name="Fields">The fields, in order.</param>
/// <param name="Milliseconds">How long the step took when it last ran.</param>
/// <param name="PeakBytes">How much memory it used then; 0 where nobody knows.</param>
internal sealed record SlotRecord(IReadOnlyList<KeyField> Fields, long Milliseconds, long PeakBytes = 0);
