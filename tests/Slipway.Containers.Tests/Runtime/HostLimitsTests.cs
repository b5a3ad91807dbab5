// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers.Tests;

public sealed class HostLimitsTests
{
    [Theory]
    [InlineData(0, false, 0, null)]
    [InlineData(0, false, 300, 300)]
    // A service's manager spares it.
    [InlineData(-500, true, 0, 0)]
    [InlineData(-500, false, 0, 0)]
    [InlineData(-500, true, -500, null)]
    [InlineData(-500, false, -600, -600)]
    // A session's programs are killed sooner.
    [InlineData(200, true, 0, 0)]
    [InlineData(200, false, 0, null)]
    [InlineData(200, false, 300, 300)]
    public void A_container_has_the_score_that_it_asks_for_and_none_of_what_spares_its_agent(int own, bool canRaise, int wanted, int? set) =>
        new HostLimits(0, canRaise, new Dictionary<string, ulong>(), own).OomScoreAdjustmentFor(wanted).ShouldBe(set);
}
