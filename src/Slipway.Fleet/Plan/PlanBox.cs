// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>What pictures of a plan say of an image.</summary>
/// <param name="Lines">Its name, then what there is to say.</param>
internal sealed record PlanBox(IReadOnlyList<string> Lines)
{
    internal static PlanBox Of(FleetPlan plan, FleetTarget target)
    {
        var steps = plan.StepsOf(target).ToList();
        return new([target.Name, string.Join(", ", target.Platforms), $"{FleetPlanText.Count(steps.Count, "step")}, {FleetPlanText.Cached(steps)} cached"]);
    }
}
