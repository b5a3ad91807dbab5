// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.TestKit;

namespace Slipway.Containers.Tests;

/// <summary>Moves into control groups that are expected.</summary>
public sealed class CgroupMovesTests
{
    [Fact]
    public async Task To_expect_them_moves_nothing()
    {
        Needs.Root();
        var before = File.ReadAllText("/proc/self/cgroup");
        var group = CgroupMoves.FindOwnGroup().ShouldNotBeNull();

        // Another test's container may be having the wait.
        var attempts = 0;
        while (!await CgroupMoves.ExpectAsync() && attempts++ < 1000)
            await Task.Delay(1, TestContext.Current.CancellationToken);

        attempts.ShouldBeLessThan(1000, $"{group} says:\n{File.ReadAllText(group)}");
        File.ReadAllText("/proc/self/cgroup").ShouldBe(before);
        File.ReadAllLines(group).ShouldContain(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
    }
}
