// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.Native.Tests;

public sealed class UserNamespaceTests
{
    [Fact]
    public void The_last_id_is_that_of_the_run_from_zero()
    {
        UserNamespace.LastOf([new(0, 1000, 1), new(1, 100_000, 65_535)]).ShouldBe(65_535u);
        UserNamespace.LastOf([new(5, 100_000, 10), new(0, 1000, 1)]).ShouldBe(0u);
        UserNamespace.LastOf([new(0, 0, uint.MaxValue)]).ShouldBe(uint.MaxValue - 1);
        UserNamespace.LastOf([new(1, 100_000, 10)]).ShouldBeNull();
    }

    [Fact]
    public void Root_of_the_machine_is_told_from_root_of_a_namespace()
    {
        Needs.Root();
        (UserNamespace.IsRootOfMachine, UserNamespace.IsRootOfNested).ShouldBe((UserNamespace.IsInitial, !UserNamespace.IsInitial));
        UserNamespace.MappedUsers.ShouldNotBeEmpty();
    }
}
