// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet.Tests;

public sealed class GeneratedFileTests
{
    [Theory]
    [InlineData("#")]
    [InlineData("//")]
    public void A_change_by_hand_is_seen_and_one_of_the_fleet_is_told_from_it(string mark)
    {
        var file = GeneratedFile.Create("a", "one: 1\n", mark);
        var newer = GeneratedFile.Create("a", "one: 2\n", mark);

        file.Compare(null).ShouldBe(GeneratedState.Missing);
        file.Compare(file.Text).ShouldBe(GeneratedState.UpToDate);
        newer.Compare(file.Text).ShouldBe(GeneratedState.Outdated);
        newer.Compare(file.Text.Replace("one: 1", "one: 3", StringComparison.Ordinal)).ShouldBe(GeneratedState.Edited);
        newer.Compare(file.Text + " ").ShouldBe(GeneratedState.Edited);
        newer.Compare("one: 1\n").ShouldBe(GeneratedState.Foreign);
        newer.Compare("").ShouldBe(GeneratedState.Foreign);
    }
}
