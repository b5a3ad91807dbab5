// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Bench;

/// <summary>One thing to measure: what is prepared each time, and then built.</summary>
/// <param name="name">What the table calls it.</param>
/// <param name="goal">The largest ratio of our wall time to that of Docker that is good enough.</param>
internal abstract class Scenario(string name, double goal)
{
    /// <summary>What the table calls it.</summary>
    public string Name => name;

    /// <summary>The largest ratio of our wall time to that of Docker that is good enough.</summary>
    public double Goal => goal;

    /// <summary>What is done once, before the first build.</summary>
    public abstract void Begin();

    /// <summary>What is done before each build, outside the clock.</summary>
    public abstract Task PrepareAsync(IBuilder builder, int round);

    /// <summary>The build that is measured.</summary>
    public abstract Task<Cost> BuildAsync(IBuilder builder, int round);

    /// <summary>The images of a builder's last build, as skopeo names them, in the same order for every builder; none where they can't be compared.</summary>
    public abstract IReadOnlyList<string> ImagesOf(IBuilder builder);
}
