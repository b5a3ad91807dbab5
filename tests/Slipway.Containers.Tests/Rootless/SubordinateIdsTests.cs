// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers.Tests;

public sealed class SubordinateIdsTests
{
    [Theory]
    [InlineData("alice", "1000", true)]
    [InlineData("someone", "1001", true)]
    [InlineData("bob", "1002", false)]
    [InlineData("empty", "1003", false)]
    [InlineData("alic", "100", false)]
    public void A_range_is_a_users_by_name_or_number(string name, string number, bool has) =>
        SubordinateIds.Has(["alice:100000:65536", "1001:165536:65536", "empty:300000:0", "", "garbage"], name, number).ShouldBe(has);

    [Fact]
    public void The_range_that_is_proposed_is_behind_all_others()
    {
        SubordinateIds.FindFree([]).ShouldBe("100000-165535");
        SubordinateIds.FindFree(["alice:165536:65536", "bob:100000:65536"]).ShouldBe("231072-296607");
    }
}
