// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Containers.Tests;

public sealed class RuntimeAdvisoryTests
{
    [Theory]
    [InlineData("runc", "1.1.11")]
    [InlineData("runc", "1.0.0-rc93")]
    [InlineData("runc", "1.1")]
    [InlineData("crun", "1.4.3")]
    [InlineData("crun", "0.20.1")]
    public void A_runtime_that_lets_containers_out_is_refused_by_name(string program, string version)
    {
        RuntimeAdvisory.Find(program, version).ShouldNotBeNull().ShouldStartWith($"{program} {version} is known to let containers out (CVE-");
    }

    [Theory]
    [InlineData("runc", "1.1.12")]
    [InlineData("runc", "1.3.0")]
    [InlineData("runc", "1.1.5+ds1")]
    [InlineData("runc", "1.1.7-0ubuntu1~22.04.9")]
    [InlineData("crun", "1.8.1")]
    [InlineData("crun", "1.14")]
    [InlineData("youki", "0.0.1")]
    [InlineData("runc", "")]
    [InlineData("runc", "spec:")]
    public void A_runtime_that_is_mended_or_a_distributions_own_is_used(string program, string version) => RuntimeAdvisory.Find(program, version).ShouldBeNull();

    [Fact]
    public async Task A_program_that_says_it_is_such_a_runtime_is_not_run()
    {
        using var world = new ContainerWorld();
        var program = world.Write("runc", "#!/bin/sh\necho 'runc version 1.1.4'\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        (await Should.ThrowAsync<ExecutionException>(() => RuntimeProbe.TryAsync(program, RuntimeEnclosure.None, world.Home, TestContext.Current.CancellationToken)))
            .Message.ShouldContain("CVE-2024-21626");
    }
}
