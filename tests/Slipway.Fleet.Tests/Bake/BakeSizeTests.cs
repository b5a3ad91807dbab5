// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet.Tests.Bake;

public sealed class BakeSizeTests
{
    [Fact]
    public void A_file_of_49_targets_and_10_groups_is_read_whole()
    {
        var definition = BakeText.Read(LargeBakeFile.Write());

        definition.Diagnostics.ShouldBeEmpty();
        definition.TargetNames.Count.ShouldBe(49);
        definition.GroupNames.Count.ShouldBe(10);
        definition.Variables.Count.ShouldBe(2);
        definition.Select([]).TargetNames.Count.ShouldBe(49);
    }
}
