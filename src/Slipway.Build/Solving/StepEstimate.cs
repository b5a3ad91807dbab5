// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>What a step is expected to need.</summary>
/// <param name="Milliseconds">How long it takes.</param>
/// <param name="IsGuess">Whether that is a guess, because the step has not run before.</param>
/// <param name="PeakBytes">How much memory it used when it last ran; 0 where nobody knows.</param>
internal readonly record struct StepEstimate(long Milliseconds, bool IsGuess, long PeakBytes)
{
    /// <summary>What a vertex needed when it last ran, or a guess by what it does.</summary>
    public static StepEstimate Of(Vertex vertex, BuildCache cache)
    {
        if (!vertex.IsStep)
            return default; // only looked up
        return cache.FindSlot(vertex.Slot) is { } slot ? new(slot.Milliseconds, false, slot.PeakBytes) : new(Guess(vertex.Operation), true, 0);
    }

    private static long Guess(Operation operation) => operation switch
    {
        RunOperation => 5_000,
        PackagesOperation => 5_000,
        RemoteOperation => 2_000,
        CopyOperation => 100,
        _ => 1,
    };
}
