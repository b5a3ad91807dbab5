// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>A service that another depends on.</summary>
/// <param name="Service">Which.</param>
/// <param name="Condition">How far it must be.</param>
public sealed record ComposeDependency(string Service, ComposeCondition Condition)
{
    /// <summary>Whether the other one can't do without it. The default is true.</summary>
    public bool IsRequired { get; init; } = true;

    /// <summary>Whether the other one is started again when this one was made anew. The default is false.</summary>
    public bool Restarts { get; init; }

    /// <summary>Compose's word for the condition.</summary>
    public string ConditionWord => Condition switch
    {
        ComposeCondition.Healthy => "service_healthy",
        ComposeCondition.Completed => "service_completed_successfully",
        _ => "service_started",
    };
}
