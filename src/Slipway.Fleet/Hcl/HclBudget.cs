// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>What evaluating a definition may still take.</summary>
internal sealed class HclBudget
{
    private int _steps;
    private int _depth;

    /// <summary>Whether there is nothing left, so that what failed is not worth another try.</summary>
    internal bool IsSpent => _steps > HclLimits.Steps;

    internal void Enter(SourcePlace place)
    {
        Step(place);
        if (++_depth > HclLimits.EvaluationDepth)
            throw new HclException(place, $"values stand on each other more than {HclLimits.EvaluationDepth} deep here");
    }

    internal void Leave() => _depth--;

    internal void Step(SourcePlace place, int count = 1)
    {
        if ((_steps += count) > HclLimits.Steps)
            throw new HclException(place, $"evaluating the file takes more than {HclLimits.Steps} steps", "make its lists shorter");
    }

    /// <summary>Counts a text or collection that is made; what is larger than any is refused.</summary>
    internal void Length(long length, SourcePlace place)
    {
        if (length > HclLimits.Length)
            throw new HclException(place, $"this comes to more than {HclLimits.Length} characters or elements");
        Step(place, (int)(length / 16));
    }
}
